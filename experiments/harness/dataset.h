/* Labelled images in the IDX format of MNIST and Fashion-MNIST, plain or compressed by gzip. */
#ifndef DATASET_H
#define DATASET_H

#include <stddef.h>

enum { DATASET_CLASSES = 10 };

typedef struct dataset {
    size_t count, pixels;
    unsigned char *image; /* count x pixels, 0..255 */
    unsigned char *label; /* count, below DATASET_CLASSES */
} dataset;

typedef enum dataset_part { DATASET_TRAIN, DATASET_TEST } dataset_part;

/* Reads <folder>/{train,t10k}-{images-idx3,labels-idx1}-ubyte, with or without .gz. Missing, corrupt
   or truncated files are refused with one line, exit status 2. Two or more samples, labels 0..9. */
dataset *dataset_read(const char *folder, dataset_part part);
void dataset_free(dataset *data);

/* Splits the samples over agents: share[k], allocated here, has share_count[k] sample numbers.
   shards_per_agent = 0: a random permutation cut into equal parts (IID). Otherwise the samples are
   sorted by label, cut into shards_per_agent*agents equal shards, and these are dealt at random.
   Left-over samples, fewer than the number of parts, are not used. */
void dataset_partition(const dataset *data, size_t agents, size_t shards_per_agent,
                       unsigned long seed, size_t **share, size_t *share_count);

#endif
