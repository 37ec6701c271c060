#include "residual.h"

#include "../dense.h"
#include "../workspace.h"
#include "convolution.h"

#include "../../harness/support.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct residual {
    convolution_shape shape[3]; /* of W1, W2, Ws */
    convolution *first, *second, *shortcut;
    bool same; /* the shortcut is the input */
    size_t inputs, outputs; /* values of the whole batch */
    real *activated, *middle, *branch;                 /* values: r, ReLU(W1 r + b1), W2 .. + b2 */
    real *activated_slope, *middle_slope, *branch_slope;
    real *shortcut_slope;                              /* of r, through Ws */
};

/* Where the arrays begin. */
typedef struct places {
    size_t W1, b1, W2, b2, scale, Ws, bs;
} places;

static places places_of(const residual *self)
{
    const convolution_shape *shape = self->shape;
    places at = {.W1 = 0};
    at.b1 = convolution_weights(&shape[0]);
    at.W2 = at.b1 + shape[0].outputs;
    at.b2 = at.W2 + convolution_weights(&shape[1]);
    at.scale = at.b2 + shape[1].outputs;
    at.Ws = at.scale + 1;
    at.bs = at.Ws + convolution_weights(&shape[2]);
    return at;
}

residual *residual_new(const residual_shape *shape)
{
    residual *self = allocate(1, sizeof *self);
    const size_t after = (shape->side - 1) / shape->stride + 1;
    self->shape[0] = (convolution_shape){shape->batch, shape->inputs, shape->side, shape->side,
                                         shape->outputs, 3, shape->stride, 1};
    self->shape[1] = (convolution_shape){shape->batch, shape->outputs, after, after, shape->outputs,
                                         3, 1, 1};
    self->shape[2] = (convolution_shape){shape->batch, shape->inputs, shape->side, shape->side,
                                         shape->outputs, 1, shape->stride, 0};
    self->same = shape->inputs == shape->outputs && shape->stride == 1;
    self->first = convolution_new(&self->shape[0]);
    self->second = convolution_new(&self->shape[1]);
    self->shortcut = self->same ? NULL : convolution_new(&self->shape[2]);
    self->inputs = shape->batch * shape->inputs * shape->side * shape->side;
    self->outputs = shape->batch * shape->outputs * after * after;
    self->activated = allocate_parameters(self->inputs);
    self->activated_slope = allocate_parameters(self->inputs);
    self->shortcut_slope = allocate_parameters(self->inputs);
    self->middle = allocate_parameters(self->outputs);
    self->middle_slope = allocate_parameters(self->outputs);
    self->branch = allocate_parameters(self->outputs);
    self->branch_slope = allocate_parameters(self->outputs);
    return self;
}

void residual_free(residual *self)
{
    convolution_free(self->first);
    convolution_free(self->second);
    if (!self->same) {
        convolution_free(self->shortcut);
    }
    free(self->activated);
    free(self->activated_slope);
    free(self->shortcut_slope);
    free(self->middle);
    free(self->middle_slope);
    free(self->branch);
    free(self->branch_slope);
    free(self);
}

size_t residual_parts(const residual *self, size_t *part)
{
    const convolution_shape *shape = self->shape;
    part[0] = convolution_weights(&shape[0]);
    part[1] = shape[0].outputs;
    part[2] = convolution_weights(&shape[1]);
    part[3] = shape[1].outputs;
    part[4] = 1;
    part[5] = convolution_weights(&shape[2]);
    part[6] = shape[2].outputs;
    return self->same ? 5 : 7;
}

void residual_initialise(const residual *self, gsl_rng *rng, real *x)
{
    const places at = places_of(self);
    size_t part[RESIDUAL_MOST_PARTS];
    residual_parts(self, part);
    workspace_normal(rng, part[0], 2 * (double)part[1] / (double)part[0], x + at.W1);
    workspace_normal(rng, part[2], 2 * (double)part[3] / (double)part[2], x + at.W2);
    if (!self->same) {
        workspace_normal(rng, part[5], 2 * (double)part[6] / (double)part[5], x + at.Ws);
    }
}

void residual_forward(residual *self, const real *x, const real *input, real *output)
{
    const places at = places_of(self);
    const real scale = x[at.scale];
    size_t j;
    memcpy(self->activated, input, self->inputs * sizeof *input);
    relu_forward(self->inputs, self->activated);
    convolution_forward(self->first, self->activated, x + at.W1, x + at.b1, self->middle);
    relu_forward(self->outputs, self->middle);
    convolution_forward(self->second, self->middle, x + at.W2, x + at.b2, self->branch);
    if (self->same) {
        memcpy(output, input, self->outputs * sizeof *input);
    } else {
        convolution_forward(self->shortcut, self->activated, x + at.Ws, x + at.bs, output);
    }
    for (j = 0; j < self->outputs; j++) {
        output[j] += scale * self->branch[j];
    }
}

/* The slope of r through the branch. */
static void backward_branch(residual *self, const real *x, const real *slope, real *g)
{
    const places at = places_of(self);
    double sum = 0;
    size_t j;
    for (j = 0; j < self->outputs; j++) {
        sum += slope[j] * self->branch[j];
        self->branch_slope[j] = x[at.scale] * slope[j];
    }
    g[at.scale] += (real)sum;
    convolution_backward(self->second, self->middle, x + at.W2, self->branch_slope,
                         self->middle_slope, g + at.W2, g + at.b2);
    relu_backward(self->outputs, self->middle, self->middle_slope);
    convolution_backward(self->first, self->activated, x + at.W1, self->middle_slope,
                         self->activated_slope, g + at.W1, g + at.b1);
}

static void add(size_t count, const real *more, real *to)
{
    size_t j;
    for (j = 0; j < count; j++) {
        to[j] += more[j];
    }
}

void residual_backward(residual *self, const real *x, const real *slope, real *input_slope,
                       real *g)
{
    const places at = places_of(self);
    backward_branch(self, x, slope, g);
    if (!self->same) {
        convolution_backward(self->shortcut, self->activated, x + at.Ws, slope,
                             self->shortcut_slope, g + at.Ws, g + at.bs);
        add(self->inputs, self->shortcut_slope, self->activated_slope);
    }
    memcpy(input_slope, self->activated_slope, self->inputs * sizeof *slope);
    relu_backward(self->inputs, self->activated, input_slope);
    if (self->same) {
        add(self->inputs, slope, input_slope);
    }
}
