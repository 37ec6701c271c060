/* For resnet.c: a pre-activation residual block (He et al. 2016) without batch normalisation, so
   that it has parameters and no running statistics. In its place the branch is multiplied by a
   learned number that starts at 0 (SkipInit; De and Smith 2020):

   r = ReLU(input), output = shortcut + scale * (W2 * ReLU(W1 * r + b1) + b2)

   W1 and W2 are 3 x 3 convolutions, W1 with the stride; the shortcut is the input, or, if the sizes
   differ, Ws * r + bs, a 1 x 1 convolution with the stride. Values are as in convolution.h. */
#ifndef RESIDUAL_H
#define RESIDUAL_H

#include "../../harness/real.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

enum { RESIDUAL_MOST_PARTS = 7 };

typedef struct residual_shape {
    size_t batch, inputs, side, outputs, stride; /* inputs, outputs: channels; side: in pixels */
} residual_shape;

typedef struct residual residual;

residual *residual_new(const residual_shape *shape);
void residual_free(residual *self);

/* Lengths of the parameter arrays W1, b1, W2, b2, scale and maybe Ws, bs, into part; how many. */
size_t residual_parts(const residual *self, size_t *part);

/* x: all of them, one after the other, all 0 before */
void residual_initialise(const residual *self, gsl_rng *rng, real *x);

void residual_forward(residual *self, const real *x, const real *input, real *output);

/* Adds the gradient to g; the slope of the input into input_slope. */
void residual_backward(residual *self, const real *x, const real *slope, real *input_slope,
                       real *g);

#endif
