/* softmax and perceptron: one or two fully connected layers, with exact second derivatives. */
#include "dense.h"
#include "workspace.h"

#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LAYERS = 2, HIDDEN = 256 };

/* Layer l goes from value[l] to value[l+1]; value[0] is the input, value[layers] the scores.
   slope[l]: what the loss changes by with value[l]; slope[0] is not used. */
typedef struct dense_net {
    size_t layers;
    dense layer[MOST_LAYERS];
    real *value[MOST_LAYERS + 1], *slope[MOST_LAYERS + 1];
    /* derivatives of the two above along a direction of x, or curvatures; value_rate[0]: input
       squared */
    real *value_rate[MOST_LAYERS + 1], *slope_rate[MOST_LAYERS + 1];
} dense_net;

/* Where layer l has its weights; its biases follow. */
static size_t weights_at(const dense_net *net, size_t l)
{
    return l == 0 ? 0 : weights_at(net, l - 1) + (net->layer[l - 1].inputs + 1) *
                                                     net->layer[l - 1].outputs;
}

static size_t biases_at(const dense_net *net, size_t l)
{
    return weights_at(net, l) + net->layer[l].inputs * net->layer[l].outputs;
}

static void forward(classifier *self, const real *x, size_t rows)
{
    const dense_net *net = self->work->net;
    size_t l;
    for (l = 0; l < net->layers; l++) {
        if (l > 0) {
            relu_forward(rows * net->layer[l].inputs, net->value[l]);
        }
        dense_forward(net->layer[l], rows, net->value[l], x + weights_at(net, l),
                      x + biases_at(net, l), net->value[l + 1]);
    }
}

static void backward(classifier *self, const real *x, size_t rows, real *g)
{
    const dense_net *net = self->work->net;
    size_t l;
    for (l = net->layers; l-- > 0;) {
        dense_backward(net->layer[l], rows, net->value[l], x + weights_at(net, l),
                       net->slope[l + 1], l > 0 ? net->slope[l] : NULL, g + weights_at(net, l),
                       g + biases_at(net, l));
        if (l > 0) {
            relu_backward(rows * net->layer[l].inputs, net->value[l], net->slope[l]);
        }
    }
}

/* ---- Hessian times v: every quantity's derivative along v (Pearlmutter 1994) ---- */

/* value_rate of all layers but the first, whose input does not change. */
static void forward_rates(const dense_net *net, const real *x, const real *v, size_t rows)
{
    size_t l;
    for (l = 0; l < net->layers; l++) {
        dense layer = net->layer[l];
        dense_forward(layer, rows, net->value[l], v + weights_at(net, l), v + biases_at(net, l),
                      net->value_rate[l + 1]);
        if (l > 0) {
            relu_backward(rows * layer.inputs, net->value[l], net->value_rate[l]);
            dense_product(A_B, rows, layer.outputs, layer.inputs, net->value_rate[l],
                          x + weights_at(net, l), 1, net->value_rate[l + 1]);
        }
    }
}

/* The slopes of the scores are share * (p - right answer), and p changes by p (rate - p.rate). */
static void slope_rates(classifier *self, size_t rows, double share)
{
    const dense_net *net = self->work->net;
    size_t r, c, classes = self->classes;
    for (r = 0; r < rows; r++) {
        const real *p = self->work->score + r * classes;
        const real *rate = net->value_rate[net->layers] + r * classes;
        real mean = 0;
        for (c = 0; c < classes; c++) {
            mean += p[c] * rate[c];
        }
        for (c = 0; c < classes; c++) {
            net->slope_rate[net->layers][r * classes + c] = (real)share * p[c] * (rate[c] - mean);
        }
    }
}

static void backward_rates(const dense_net *net, const real *x, const real *v, size_t rows,
                           real *product)
{
    size_t l;
    for (l = net->layers; l-- > 0;) {
        dense layer = net->layer[l];
        dense_backward(layer, rows, net->value[l], x + weights_at(net, l), net->slope_rate[l + 1],
                       l > 0 ? net->slope_rate[l] : NULL, product + weights_at(net, l),
                       product + biases_at(net, l));
        if (l > 0) {
            dense_product(TRANSPOSED_A_B, layer.inputs, layer.outputs, rows, net->value_rate[l],
                          net->slope[l + 1], 1, product + weights_at(net, l));
            dense_product(A_TRANSPOSED_B, rows, layer.inputs, layer.outputs, net->slope[l + 1],
                          v + weights_at(net, l), 1, net->slope_rate[l]);
            relu_backward(rows * layer.inputs, net->value[l], net->slope_rate[l]);
        }
    }
}

static void hessian_times(classifier *self, const real *x, const dataset *data, size_t count,
                          const size_t *sample, const real *v, real *product)
{
    const dense_net *net = self->work->net;
    size_t done, rows, ignored = 0;
    memset(product, 0, self->n * sizeof *product);
    for (done = 0; done < count; done += rows) {
        rows = workspace_load(self, data, count - done, sample + done);
        forward(self, x, rows);
        workspace_losses(self, data, rows, sample + done, 1 / (double)count, &ignored);
        forward_rates(net, x, v, rows);
        slope_rates(self, rows, 1 / (double)count);
        backward_rates(net, x, v, rows, product);
    }
}

/* ---- the diagonal of the Hessian ----

   One weight alone changes every score linearly (as long as no ReLU bends). Its curvature is then
   J'(diag p - p p')J with J the scores' change: input^2 times that of the layer's output. For a
   score itself it is p (1 - p), for hidden output j it is sum_c p_c W_jc^2 - (sum_c p_c W_jc)^2. */

static real score_curvature(const real *p, const real *change, size_t classes)
{
    real mean = 0, square = 0;
    size_t c;
    for (c = 0; c < classes; c++) {
        mean += p[c] * change[c];
        square += p[c] * change[c] * change[c];
    }
    return square - mean * mean;
}

/* The curvatures of the outputs of all layers, times share, into slope_rate. */
static void curvatures(classifier *self, const real *x, size_t rows, double share)
{
    const dense_net *net = self->work->net;
    const size_t classes = self->classes;
    real *hidden = net->slope_rate[1], *last = net->slope_rate[net->layers];
    size_t r, c, j, width = net->layer[0].outputs;
    for (r = 0; r < rows; r++) {
        const real *p = self->work->score + r * classes;
        for (j = 0; j < width && net->layers > 1; j++) {
            hidden[r * width + j] = (real)share * score_curvature(p, x + weights_at(net, 1) +
                                                                         j * classes, classes);
        }
        for (c = 0; c < classes; c++) {
            last[r * classes + c] = (real)share * p[c] * (1 - p[c]);
        }
    }
    if (net->layers > 1) {
        relu_backward(rows * width, net->value[1], hidden);
    }
}

static void hessian_diagonal(classifier *self, const real *x, const dataset *data, size_t count,
                             const size_t *sample, real *diagonal)
{
    const dense_net *net = self->work->net;
    size_t done, rows, l, j, ignored = 0;
    memset(diagonal, 0, self->n * sizeof *diagonal);
    for (done = 0; done < count; done += rows) {
        rows = workspace_load(self, data, count - done, sample + done);
        forward(self, x, rows);
        workspace_losses(self, data, rows, sample + done, 1, &ignored);
        curvatures(self, x, rows, 1 / (double)count);
        for (l = 0; l < net->layers; l++) {
            for (j = 0; j < rows * net->layer[l].inputs; j++) {
                net->value_rate[l][j] = net->value[l][j] * net->value[l][j];
            }
            dense_backward(net->layer[l], rows, net->value_rate[l], NULL, net->slope_rate[l + 1],
                           NULL, diagonal + weights_at(net, l), diagonal + biases_at(net, l));
        }
    }
}

/* ---- making ---- */

static void initialise_softmax(const classifier *self, gsl_rng *rng, real *x)
{
    (void)rng;
    memset(x, 0, self->n * sizeof *x);
}

static void initialise_perceptron(const classifier *self, gsl_rng *rng, real *x)
{
    const dense_net *net = self->work->net;
    memset(x, 0, self->n * sizeof *x);
    workspace_normal(rng, self->part[0], 2 / (double)net->layer[0].inputs, x);
    workspace_normal(rng, self->part[2], 1 / (double)net->layer[1].inputs, x + weights_at(net, 1));
}

static void release_net(void *self)
{
    dense_net *net = self;
    size_t l;
    for (l = 0; l <= net->layers; l++) {
        free(net->value_rate[l]);
        free(net->slope_rate[l]);
    }
    for (l = 1; l < net->layers; l++) {
        free(net->value[l]);
        free(net->slope[l]);
    }
    free(net);
}

static void allocate_values(dense_net *net, const workspace *work)
{
    size_t l;
    net->value[0] = work->input;
    net->value[net->layers] = work->score;
    net->slope[net->layers] = work->slope;
    for (l = 0; l <= net->layers; l++) {
        size_t width = l == 0 ? net->layer[0].inputs : net->layer[l - 1].outputs;
        net->value_rate[l] = allocate_parameters(work->largest * width);
        net->slope_rate[l] = allocate_parameters(work->largest * width);
        if (l > 0 && l < net->layers) {
            net->value[l] = allocate_parameters(work->largest * width);
            net->slope[l] = allocate_parameters(work->largest * width);
        }
    }
}

/* width: layers + 1 numbers, from the pixels to the classes */
static classifier *dense_classifier(const char *name, const dataset *shape, size_t largest,
                                    size_t layers, const size_t *width)
{
    dense_net *net = allocate(1, sizeof *net);
    size_t part[2 * MOST_LAYERS], l;
    classifier *self;
    for (l = 0; l < layers; l++) {
        net->layer[l] = (dense){width[l], width[l + 1]};
        part[2 * l] = width[l] * width[l + 1];
        part[2 * l + 1] = width[l + 1];
    }
    net->layers = layers;
    self = workspace_classifier(name, shape, largest, 2 * layers, part);
    allocate_values(net, self->work);
    self->work->net = net;
    self->work->forward = forward;
    self->work->backward = backward;
    self->work->release_net = release_net;
    self->hessian_times = hessian_times;
    self->hessian_diagonal = hessian_diagonal;
    dense_use_one_thread();
    return self;
}

classifier *classifier_softmax(const dataset *shape, size_t largest_batch)
{
    const size_t width[] = {shape->pixels, DATASET_CLASSES};
    classifier *self = dense_classifier("softmax", shape, largest_batch, 1, width);
    self->initialise = initialise_softmax;
    return self;
}

classifier *classifier_perceptron(const dataset *shape, size_t largest_batch)
{
    const size_t width[] = {shape->pixels, HIDDEN, DATASET_CLASSES};
    classifier *self = dense_classifier("perceptron", shape, largest_batch, 2, width);
    self->initialise = initialise_perceptron;
    return self;
}
