#include "run.h"

#include "support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct gradients {
    const run *run;
    gsl_rng **rng; /* agents */
} gradients;

static void next_gradient(void *context, size_t agent, const real *x, real *g)
{
    const gradients *self = context;
    const objective *f = self->run->objective;
    if (self->run->exact) {
        f->gradient(f, agent, x, g);
    } else {
        f->sample(f, agent, x, self->rng[agent], g);
    }
}

static real *start(const run *self)
{
    size_t agents = self->objective->agents, n = self->objective->n, i;
    real *x0 = allocate_parameters(agents * n);
    for (i = 0; self->x0 && i < agents; i++) {
        memcpy(x0 + i * n, self->x0, n * sizeof *x0);
    }
    return x0;
}

void run_once(const run *self, run_observer *observe, void *context)
{
    size_t agents = self->objective->agents, i, t;
    gradients g = {self, allocate(agents, sizeof *g.rng)};
    real *x0 = start(self);
    network_settings settings = *self->settings;
    network *net;
    settings.parts = self->objective->parts;
    settings.part = self->objective->part;
    net = network_new(agents, self->objective->n, self->graph->weights, x0,
                      delay_longest(self->delay), &settings);
    for (i = 0; i < agents; i++) {
        g.rng[i] = rng_new(self->seed, i, RNG_GRADIENT);
    }
    observe(context, 0, net);
    for (t = 0; t < self->steps; t++) {
        network_step(net, next_gradient, &g, delay_next(self->delay));
        observe(context, t + 1, net);
    }
    for (i = 0; i < agents; i++) {
        gsl_rng_free(g.rng[i]);
    }
    free(g.rng);
    free(x0);
    network_free(net);
}
