#include "gradients.h"

#include "support.h"

#include <stdlib.h>

gradients gradients_new(const objective *f, bool exact, unsigned long seed)
{
    gradients self = {f, exact, allocate(f->agents, sizeof *self.rng)};
    size_t k;
    for (k = 0; k < f->agents; k++) {
        self.rng[k] = rng_new(seed, k, RNG_GRADIENT);
    }
    return self;
}

void gradients_free(gradients *self)
{
    size_t k;
    for (k = 0; k < self->objective->agents; k++) {
        gsl_rng_free(self->rng[k]);
    }
    free(self->rng);
}

void gradients_next(void *context, size_t agent, const real *x, real *g)
{
    const gradients *self = context;
    const objective *f = self->objective;
    if (self->exact) {
        f->gradient(f, agent, x, g);
    } else {
        f->sample(f, agent, x, self->rng[agent], g);
    }
}
