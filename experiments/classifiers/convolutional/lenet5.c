/* LeNet-5 (LeCun et al. 1998) with ReLU, and 8 first channels in place of 6:

   W1, b1  8 convolutions 5 x 5 of the image, padded to 32 x 32; ReLU; means of 2 x 2: 14 x 14
   W2, b2  16 convolutions 5 x 5 of all 8 channels; ReLU; means of 2 x 2: 5 x 5
   W3, b3  400 x 120, inputs ordered by line, column, channel; ReLU
   W4, b4  120 x 84; ReLU
   W5, b5  84 x 10: the scores

   A convolution's weights are outputs x inputs x 5 x 5. */
#include "../dense.h"
#include "../workspace.h"
#include "convolution.h"
#include "images.h"

#include "../../harness/support.h"

#include <stdlib.h>
#include <string.h>

enum { CONVOLUTIONS = 2, LAYERS = 5, CHANNELS_1 = 8, CHANNELS_2 = 16, FLAT = 400, STAGES = 7 };

/* Values after every stage: 0 image, 1 convolution and ReLU, 2 means, 3 convolution and ReLU,
   4 means, 5 and 6 dense and ReLU; the scores are the workspace's. */
typedef struct lenet5 {
    convolution_shape shape[CONVOLUTIONS];
    convolution *convolution[CONVOLUTIONS];
    size_t length[STAGES]; /* of one image */
    real *value[STAGES], *slope[STAGES];
} lenet5;

static const dense layers[LAYERS - CONVOLUTIONS] = {{FLAT, 120}, {120, 84}, {84, DATASET_CLASSES}};

static void forward(classifier *self, const real *x, size_t rows)
{
    const workspace *work = self->work;
    lenet5 *net = work->net;
    size_t l;
    images_from_planes(rows, net->shape[0].inputs, net->shape[0].height * net->shape[0].width,
                       work->input, net->value[0]);
    for (l = 0; l < CONVOLUTIONS; l++) {
        size_t side = l == 0 ? 28 : 10, channels = net->shape[l].outputs;
        real *convolved = net->value[2 * l + 1];
        convolution_forward(net->convolution[l], net->value[2 * l], x + workspace_at(self, 2 * l),
                            x + workspace_at(self, 2 * l + 1), convolved);
        relu_forward(work->largest * net->length[2 * l + 1], convolved);
        images_average(work->largest, side, side, channels, 2, convolved, net->value[2 * l + 2]);
    }
    for (l = CONVOLUTIONS; l < LAYERS; l++) {
        real *output = l + 1 < LAYERS ? net->value[l + 3] : work->score;
        dense_forward(layers[l - CONVOLUTIONS], rows, net->value[l + 2],
                      x + workspace_at(self, 2 * l), x + workspace_at(self, 2 * l + 1), output);
        if (l + 1 < LAYERS) {
            relu_forward(rows * net->length[l + 3], output);
        }
    }
}

/* The slopes of the means behind the convolutions; rows that are not used count for nothing. */
static void backward_dense(classifier *self, const real *x, size_t rows, real *g)
{
    const workspace *work = self->work;
    lenet5 *net = work->net;
    size_t l;
    for (l = LAYERS; l-- > CONVOLUTIONS;) {
        const real *slope = l + 1 < LAYERS ? net->slope[l + 3] : work->slope;
        dense_backward(layers[l - CONVOLUTIONS], rows, net->value[l + 2],
                       x + workspace_at(self, 2 * l), slope, net->slope[l + 2],
                       g + workspace_at(self, 2 * l), g + workspace_at(self, 2 * l + 1));
        if (l > CONVOLUTIONS) {
            relu_backward(rows * net->length[l + 2], net->value[l + 2], net->slope[l + 2]);
        }
    }
    memset(net->slope[4] + rows * FLAT, 0, (work->largest - rows) * FLAT * sizeof(real));
}

static void backward(classifier *self, const real *x, size_t rows, real *g)
{
    const workspace *work = self->work;
    lenet5 *net = work->net;
    size_t l;
    backward_dense(self, x, rows, g);
    for (l = CONVOLUTIONS; l-- > 0;) {
        size_t side = l == 0 ? 28 : 10, channels = net->shape[l].outputs;
        real *slope = net->slope[2 * l + 1];
        images_average_backward(work->largest, side, side, channels, 2, net->slope[2 * l + 2],
                                slope);
        relu_backward(work->largest * net->length[2 * l + 1], net->value[2 * l + 1], slope);
        convolution_backward(net->convolution[l], net->value[2 * l], x + workspace_at(self, 2 * l),
                             slope, l > 0 ? net->slope[2 * l] : NULL, g + workspace_at(self, 2 * l),
                             g + workspace_at(self, 2 * l + 1));
    }
}

static void initialise(const classifier *self, gsl_rng *rng, real *x)
{
    const lenet5 *net = self->work->net;
    size_t l;
    memset(x, 0, self->n * sizeof *x);
    for (l = 0; l < LAYERS; l++) {
        size_t inputs = l < CONVOLUTIONS ? self->part[2 * l] / net->shape[l].outputs
                                         : layers[l - CONVOLUTIONS].inputs;
        workspace_normal(rng, self->part[2 * l], (l + 1 < LAYERS ? 2 : 1) / (double)inputs,
                         x + workspace_at(self, 2 * l));
    }
}

static void release_net(void *data)
{
    lenet5 *net = data;
    size_t j;
    for (j = 0; j < CONVOLUTIONS; j++) {
        convolution_free(net->convolution[j]);
    }
    for (j = 0; j < STAGES; j++) {
        free(net->value[j]);
        free(net->slope[j]);
    }
    free(net);
}

static lenet5 *new_net(const dataset *shape, size_t largest)
{
    lenet5 *net = allocate(1, sizeof *net);
    const size_t length[STAGES] = {shape->pixels, CHANNELS_1 * 28 * 28, CHANNELS_1 * 14 * 14,
                                   CHANNELS_2 * 10 * 10, FLAT, layers[0].outputs,
                                   layers[1].outputs};
    size_t j;
    net->shape[0] = (convolution_shape){.batch = largest, .inputs = shape->channels,
                                        .height = shape->height, .width = shape->width,
                                        .outputs = CHANNELS_1, .kernel = 5, .stride = 1,
                                        .pad = (32 - shape->height) / 2};
    net->shape[1] = (convolution_shape){.batch = largest, .inputs = CHANNELS_1, .height = 14,
                                        .width = 14, .outputs = CHANNELS_2, .kernel = 5,
                                        .stride = 1, .pad = 0};
    for (j = 0; j < CONVOLUTIONS; j++) {
        net->convolution[j] = convolution_new(&net->shape[j]);
    }
    memcpy(net->length, length, sizeof length);
    for (j = 0; j < STAGES; j++) {
        net->value[j] = allocate_parameters(largest * length[j]);
        net->slope[j] = allocate_parameters(largest * length[j]);
    }
    return net;
}

classifier *classifier_lenet5(const dataset *shape, size_t largest_batch)
{
    size_t part[2 * LAYERS], l;
    classifier *self;
    lenet5 *net;
    images_expect_shape("lenet5", shape);
    net = new_net(shape, largest_batch);
    for (l = 0; l < LAYERS; l++) {
        const dense layer = layers[l < CONVOLUTIONS ? 0 : l - CONVOLUTIONS];
        bool convolved = l < CONVOLUTIONS;
        part[2 * l] = convolved ? convolution_weights(&net->shape[l])
                                : layer.inputs * layer.outputs;
        part[2 * l + 1] = convolved ? net->shape[l].outputs : layer.outputs;
    }
    self = workspace_classifier("lenet5", shape, largest_batch, 2 * LAYERS, part);
    self->initialise = initialise;
    self->work->net = net;
    self->work->forward = forward;
    self->work->backward = backward;
    self->work->release_net = release_net;
    dense_use_one_thread();
    return self;
}
