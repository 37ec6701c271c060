/* For the convolutional classifiers: what lies between the layers. Images are rows x height x width
   x channels. */
#ifndef IMAGES_H
#define IMAGES_H

#include "../../harness/dataset.h"
#include "../../harness/real.h"

#include <stddef.h>

/* Refuses images other than 1 x 28 x 28 and 3 x 32 x 32. */
void images_expect_shape(const char *name, const dataset *shape);

/* channels x area, as in a data set, to area x channels; for every image */
void images_from_planes(size_t rows, size_t channels, size_t area, const real *planes,
                        real *images);

/* Means over squares of side x side pixels, from height x width to a side-th of it. */
void images_average(size_t rows, size_t height, size_t width, size_t channels, size_t side,
                    const real *images, real *means);

/* Every pixel has its share of the slope of its mean. */
void images_average_backward(size_t rows, size_t height, size_t width, size_t channels, size_t side,
                             const real *means_slope, real *images_slope);

#endif
