#include "objective.h"

#include "support.h"

#include <math.h>
#include <stdlib.h>

void objective_free(objective *self)
{
    self->release(self);
    free(self->smoothness);
    free(self->convexity);
    free(self);
}

objective *objective_new(size_t agents, size_t n, const objective *kind)
{
    objective *self = allocate(1, sizeof *self);
    *self = *kind;
    self->agents = agents;
    self->n = n;
    self->parts = 1;
    self->part = &self->n;
    self->smoothness = allocate_reals(agents);
    self->convexity = allocate_reals(agents);
    self->largest_entry = INFINITY;
    return self;
}

void objective_add_signs(size_t n, double size, gsl_rng *rng, real *g)
{
    size_t c;
    for (c = 0; c < n && size > 0; c++) {
        g[c] += (real)(gsl_rng_uniform_int(rng, 2) == 0 ? -size : size);
    }
}

double objective_mean_value(const objective *self, const real *x)
{
    double sum = 0;
    size_t k;
    for (k = 0; k < self->agents; k++) {
        sum += self->value(self, k, x);
    }
    return sum / (double)self->agents;
}
