#include "classifier.h"

#include "../harness/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct inside {
    classifier *network;
    const dataset *data;
    size_t **share, *share_count, batch; /* share[k]: sample numbers of agent k */
    size_t *drawn;                       /* batch */
    double l2;
} inside;

static double value(const objective *self, size_t k, const real *x)
{
    const inside *m = self->data;
    double square = 0;
    size_t c;
    for (c = 0; c < self->n; c++) {
        square += (double)x[c] * x[c];
    }
    return m->network->loss(m->network, x, m->data, m->share_count[k], m->share[k], NULL,
                               NULL) + m->l2 / 2 * square;
}

static void gradient_on(const objective *self, const real *x, size_t count, const size_t *sample,
                        real *g)
{
    const inside *m = self->data;
    const real l2 = (real)m->l2;
    size_t c;
    m->network->loss(m->network, x, m->data, count, sample, g, NULL);
    for (c = 0; c < self->n; c++) {
        g[c] += l2 * x[c];
    }
}

static void gradient(const objective *self, size_t k, const real *x, real *g)
{
    const inside *m = self->data;
    gradient_on(self, x, m->share_count[k], m->share[k], g);
}

static void sample(const objective *self, size_t k, const real *x, gsl_rng *rng, real *g)
{
    const inside *m = self->data;
    size_t b;
    for (b = 0; b < m->batch; b++) {
        m->drawn[b] = m->share[k][gsl_rng_uniform_int(rng, m->share_count[k])];
    }
    gradient_on(self, x, m->batch, m->drawn, g);
}

static void release(objective *self)
{
    inside *m = self->data;
    size_t k;
    for (k = 0; k < self->agents; k++) {
        free(m->share[k]);
    }
    m->network->release(m->network);
    free(m->share);
    free(m->share_count);
    free(m->drawn);
    free(m);
}

objective *objective_of(classifier *network, const dataset *data, size_t agents,
                        size_t *const *share, const size_t *share_count, size_t batch, double l2)
{
    inside *m = allocate(1, sizeof *m);
    objective *self = objective_new(agents, network->n, &(objective){
        .name = network->name, .data = m, .value = value, .gradient = gradient, .sample = sample,
        .release = release});
    size_t k;
    *m = (inside){.network = network, .data = data, .batch = batch, .l2 = l2,
                  .share = allocate(agents, sizeof *m->share),
                  .share_count = allocate(agents, sizeof *m->share_count),
                  .drawn = allocate(batch, sizeof *m->drawn)};
    for (k = 0; k < agents; k++) {
        m->share_count[k] = share_count[k];
        m->share[k] = allocate(share_count[k], sizeof **m->share);
        memcpy(m->share[k], share[k], share_count[k] * sizeof **m->share);
        self->smoothness[k] = INFINITY;
        self->convexity[k] = -INFINITY;
    }
    self->parts = network->parts;
    self->part = network->part;
    return self;
}

classifier *objective_classifier_inside(const objective *self)
{
    const inside *m = self->data;
    return m->network;
}
