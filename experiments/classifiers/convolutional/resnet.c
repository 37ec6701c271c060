/* A small pre-activation residual network (see residual.h):

   W, b      16 convolutions 3 x 3 of the image
   block 1   16 channels; 5 arrays
   block 2   32 channels, stride 2; 7 arrays
   block 3   64 channels, stride 2; 7 arrays
   W, b      ReLU, mean of every channel, 64 x 10: the scores */
#include "../dense.h"
#include "../workspace.h"
#include "convolution.h"
#include "images.h"
#include "residual.h"

#include "../../harness/support.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 3, CHANNELS = 16, LAST_CHANNELS = 64 };
enum { MOST_PARTS = 2 + BLOCKS * RESIDUAL_MOST_PARTS + 2 };

/* value[0] is behind the first convolution, value[k] behind block k, the last one also behind the
   ReLU. */
typedef struct resnet {
    convolution_shape stem_shape;
    convolution *stem;
    residual *block[BLOCKS];
    size_t begins[BLOCKS]; /* where a block's parameters are */
    size_t weights;        /* where those of the scores are */
    size_t last_side, length[BLOCKS + 1]; /* of one image */
    real *image, *value[BLOCKS + 1], *slope[BLOCKS + 1], *mean, *mean_slope;
} resnet;

static const dense scores = {LAST_CHANNELS, DATASET_CLASSES};

static void forward(classifier *self, const real *x, size_t rows)
{
    const workspace *work = self->work;
    resnet *net = work->net;
    const size_t all = work->largest;
    size_t k;
    images_from_planes(rows, net->stem_shape.inputs, net->stem_shape.height * net->stem_shape.width,
                       work->input, net->image);
    convolution_forward(net->stem, net->image, x, x + self->part[0], net->value[0]);
    for (k = 0; k < BLOCKS; k++) {
        residual_forward(net->block[k], x + net->begins[k], net->value[k], net->value[k + 1]);
    }
    relu_forward(all * net->length[BLOCKS], net->value[BLOCKS]);
    images_average(rows, net->last_side, net->last_side, LAST_CHANNELS, net->last_side,
                   net->value[BLOCKS], net->mean);
    dense_forward(scores, rows, net->mean, x + net->weights,
                  x + net->weights + LAST_CHANNELS * DATASET_CLASSES, work->score);
}

static void backward(classifier *self, const real *x, size_t rows, real *g)
{
    const workspace *work = self->work;
    resnet *net = work->net;
    const size_t all = work->largest;
    size_t k;
    dense_backward(scores, rows, net->mean, x + net->weights, work->slope, net->mean_slope,
                   g + net->weights, g + net->weights + LAST_CHANNELS * DATASET_CLASSES);
    /* rows that are not used count for nothing */
    memset(net->mean_slope + rows * LAST_CHANNELS, 0, (all - rows) * LAST_CHANNELS * sizeof(real));
    images_average_backward(all, net->last_side, net->last_side, LAST_CHANNELS, net->last_side,
                            net->mean_slope, net->slope[BLOCKS]);
    relu_backward(all * net->length[BLOCKS], net->value[BLOCKS], net->slope[BLOCKS]);
    for (k = BLOCKS; k-- > 0;) {
        residual_backward(net->block[k], x + net->begins[k], net->slope[k + 1], net->slope[k],
                          g + net->begins[k]);
    }
    convolution_backward(net->stem, net->image, x, net->slope[0], NULL, g, g + self->part[0]);
}

static void initialise(const classifier *self, gsl_rng *rng, real *x)
{
    const resnet *net = self->work->net;
    size_t k;
    memset(x, 0, self->n * sizeof *x);
    workspace_normal(rng, self->part[0], 2 * (double)self->part[1] / (double)self->part[0], x);
    for (k = 0; k < BLOCKS; k++) {
        residual_initialise(net->block[k], rng, x + net->begins[k]);
    }
    workspace_normal(rng, LAST_CHANNELS * DATASET_CLASSES, 1 / (double)LAST_CHANNELS,
                     x + net->weights);
}

static void release_net(void *data)
{
    resnet *net = data;
    size_t k;
    convolution_free(net->stem);
    for (k = 0; k <= BLOCKS; k++) {
        free(net->value[k]);
        free(net->slope[k]);
    }
    for (k = 0; k < BLOCKS; k++) {
        residual_free(net->block[k]);
    }
    free(net->image);
    free(net->mean);
    free(net->mean_slope);
    free(net);
}

static void make_blocks(resnet *net, size_t largest, size_t side)
{
    size_t k, channels = CHANNELS;
    net->length[0] = CHANNELS * side * side;
    for (k = 0; k < BLOCKS; k++) {
        size_t stride = k == 0 ? 1 : 2, outputs = stride * channels;
        const residual_shape shape = {largest, channels, side, outputs, stride};
        net->block[k] = residual_new(&shape);
        side /= stride;
        channels = outputs;
        net->length[k + 1] = channels * side * side;
    }
    net->last_side = side;
}

static resnet *new_net(const dataset *shape, size_t largest)
{
    resnet *net = allocate(1, sizeof *net);
    size_t k;
    net->stem_shape = (convolution_shape){.batch = largest, .inputs = shape->channels,
                                          .height = shape->height, .width = shape->width,
                                          .outputs = CHANNELS, .kernel = 3, .stride = 1, .pad = 1};
    net->stem = convolution_new(&net->stem_shape);
    make_blocks(net, largest, shape->height);
    for (k = 0; k <= BLOCKS; k++) {
        net->value[k] = allocate_parameters(largest * net->length[k]);
        net->slope[k] = allocate_parameters(largest * net->length[k]);
    }
    net->image = allocate_parameters(largest * shape->pixels);
    net->mean = allocate_parameters(largest * LAST_CHANNELS);
    net->mean_slope = allocate_parameters(largest * LAST_CHANNELS);
    return net;
}

classifier *classifier_resnet(const dataset *shape, size_t largest_batch)
{
    size_t part[MOST_PARTS], parts = 2, first[BLOCKS], k;
    classifier *self;
    resnet *net;
    images_expect_shape("resnet", shape);
    net = new_net(shape, largest_batch);
    part[0] = convolution_weights(&net->stem_shape);
    part[1] = CHANNELS;
    for (k = 0; k < BLOCKS; k++) {
        first[k] = parts;
        parts += residual_parts(net->block[k], part + parts);
    }
    part[parts] = LAST_CHANNELS * DATASET_CLASSES;
    part[parts + 1] = DATASET_CLASSES;
    self = workspace_classifier("resnet", shape, largest_batch, parts + 2, part);
    for (k = 0; k < BLOCKS; k++) {
        net->begins[k] = workspace_at(self, first[k]);
    }
    net->weights = workspace_at(self, parts);
    self->initialise = initialise;
    self->work->net = net;
    self->work->forward = forward;
    self->work->backward = backward;
    self->work->release_net = release_net;
    dense_use_one_thread();
    return self;
}
