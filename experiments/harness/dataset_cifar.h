/* For dataset.c: the binary files of CIFAR-10, data_batch_1.bin to data_batch_5.bin and
   test_batch.bin: records of one byte for the label and 3 x 32 x 32 for the image. */
#ifndef DATASET_CIFAR_H
#define DATASET_CIFAR_H

#include "dataset.h"

#include <stdbool.h>

/* Is any of these files in the folder? */
bool cifar_is_in(const char *folder);

void cifar_read(dataset *data, const char *folder, dataset_part part);

#endif
