#include "record.h"

#include "../harness/gradients.h"
#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

void record_step(record *self, const network *net, size_t step)
{
    size_t k;
    for (k = 0; k < self->agents; k++) {
        memcpy(self->x + (step * self->agents + k) * self->n, network_x(net, k),
               self->n * sizeof *self->x);
        if (step > 0) {
            memcpy(self->g + ((step - 1) * self->agents + k) * self->n, network_g(net, k),
                   self->n * sizeof *self->g);
        }
    }
}

static size_t longest_age(const setting *how)
{
    size_t longest = 0, j;
    for (j = 0; j < how->agents * how->agents; j++) {
        longest = how->ages[j] > longest ? how->ages[j] : longest;
    }
    return longest;
}

record *record_new(const objective *f, const record_options *options, size_t steps)
{
    record *self = allocate(1, sizeof *self);
    self->objective = f;
    self->eta = options->eta;
    self->lambda = options->lambda;
    self->agents = f->agents;
    self->n = f->n;
    self->steps = steps;
    self->x = allocate_reals((steps + 1) * f->agents * f->n);
    self->g = allocate_reals((steps + 1) * f->agents * f->n);
    if (options->gradient_scale) {
        self->gradient_scale = allocate_reals(f->agents);
        memcpy(self->gradient_scale, options->gradient_scale,
               f->agents * sizeof *self->gradient_scale);
    }
    return self;
}

record *record_run(const setting *how, const objective *f, const record_options *options)
{
    record *self = record_new(f, options, options->steps);
    size_t agents = how->agents, t;
    double *zero = options->x0 ? NULL : allocate_reals(agents * f->n);
    gradients source = gradients_new(f, options->exact, options->seed);
    network_settings settings = {.eta = options->eta, .lambda = options->lambda,
                                 .forecast = how->forecast, .theta_rule = THETA_CONSTANT,
                                 .theta = how->theta, .clip_rule = CLIP_GIVEN,
                                 .clip_weights = how->clip_weights,
                                 .gradient_scale = options->gradient_scale};
    network *net = network_new(agents, f->n, how->weights, options->x0 ? options->x0 : zero,
                               longest_age(how), &settings);
    self->setting = how;
    record_step(self, net, 0);
    for (t = 0; t < options->steps; t++) {
        network_step(net, gradients_next, &source, how->ages);
        record_step(self, net, t + 1);
    }
    gradients_free(&source);
    free(zero);
    network_free(net);
    return self;
}

void record_free(record *self)
{
    free(self->x);
    free(self->g);
    free(self->gradient_scale);
    free(self);
}

const double *record_x(const record *self, long t, size_t k)
{
    size_t step = t > 0 ? (size_t)t : 0;
    return self->x + (step * self->agents + k) * self->n;
}

/* The last block of g is never written: it stands for "gradient 0". */
const double *record_g(const record *self, long t, size_t k)
{
    size_t step = t >= 0 ? (size_t)t : self->steps;
    return self->g + (step * self->agents + k) * self->n;
}
