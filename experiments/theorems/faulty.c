#include "faulty.h"

#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

typedef struct faulty {
    const objective *sound;
    double bias;
    double *noise; /* agents x n; shared: of agent 0 in this step */
    size_t period, *step; /* kept: see faulty.h; each agent's next step */
} faulty;

static double value(const objective *self, size_t k, const double *x)
{
    const faulty *f = self->data;
    return f->sound->value(f->sound, k, x);
}

static void gradient(const objective *self, size_t k, const double *x, double *g)
{
    const faulty *f = self->data;
    f->sound->gradient(f->sound, k, x, g);
}

static void hessian(const objective *self, size_t k, const double *x, double *H)
{
    const faulty *f = self->data;
    f->sound->hessian(f->sound, k, x, H);
}

static double variance(const objective *self, size_t k, const double *x)
{
    const faulty *f = self->data;
    return f->sound->variance(f->sound, k, x);
}

static void near_lowest(const objective *self, const double *q, double *x)
{
    const faulty *f = self->data;
    f->sound->near_lowest(f->sound, q, x);
}

static void sample_biased(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const faulty *f = self->data;
    size_t c;
    f->sound->sample(f->sound, k, x, rng, g);
    for (c = 0; c < self->n; c++) {
        g[c] += f->bias;
    }
}

static void sample_shared(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const faulty *f = self->data;
    size_t c;
    if (k == 0) {
        f->sound->gradient(f->sound, 0, x, g);
        f->sound->sample(f->sound, 0, x, rng, f->noise);
        for (c = 0; c < self->n; c++) {
            f->noise[c] -= g[c];
        }
    }
    f->sound->gradient(f->sound, k, x, g);
    for (c = 0; c < self->n; c++) {
        g[c] += f->noise[c];
    }
}

static void sample_kept(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const faulty *f = self->data;
    double *noise = f->noise + k * self->n, *drawn = allocate_reals(self->n);
    size_t c, step = f->step[k]++ % (2 * f->period);
    f->sound->gradient(f->sound, k, x, g);
    f->sound->sample(f->sound, k, x, rng, drawn);
    for (c = 0; c < self->n; c++) {
        noise[c] = step == 0 ? drawn[c] - g[c] : noise[c];
        g[c] += step < f->period ? noise[c] : -noise[c];
    }
    free(drawn);
}

static void release(objective *self)
{
    faulty *f = self->data;
    free(f->noise);
    free(f->step);
    free(f);
}

static objective *wrap(const objective *sound, const char *name, double bias)
{
    faulty *f = allocate(1, sizeof *f);
    objective *self = objective_new(sound->agents, sound->n, &(objective){
        .name = name, .quadratic = sound->quadratic, .data = f, .value = value,
        .gradient = gradient, .hessian = hessian, .variance = variance,
        .near_lowest = sound->near_lowest ? near_lowest : NULL, .release = release});
    f->sound = sound;
    f->bias = bias;
    f->noise = allocate_reals(sound->agents * sound->n);
    f->step = allocate(sound->agents, sizeof *f->step);
    memcpy(self->smoothness, sound->smoothness, sound->agents * sizeof *self->smoothness);
    memcpy(self->convexity, sound->convexity, sound->agents * sizeof *self->convexity);
    return self;
}

objective *faulty_biased(const objective *sound, double bias)
{
    objective *self = wrap(sound, "biased gradients", bias);
    self->sample = sample_biased;
    return self;
}

objective *faulty_shared_noise(const objective *sound)
{
    objective *self = wrap(sound, "the same noise for all", 0);
    self->sample = sample_shared;
    return self;
}

objective *faulty_kept_noise(const objective *sound, size_t period)
{
    objective *self = wrap(sound, "noise that is kept", 0);
    ((faulty *)self->data)->period = period;
    self->sample = sample_kept;
    return self;
}
