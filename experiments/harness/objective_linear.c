#include "objective.h"

#include "support.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct linear {
    double *slope; /* agents x n */
    double noise;  /* standard deviation per coordinate */
} linear;

static double value(const objective *self, size_t k, const double *x)
{
    const linear *l = self->data;
    double sum = 0;
    size_t c;
    for (c = 0; c < self->n; c++) {
        sum += l->slope[k * self->n + c] * x[c];
    }
    return sum;
}

static void gradient(const objective *self, size_t k, const double *x, double *g)
{
    const linear *l = self->data;
    (void)x;
    memcpy(g, l->slope + k * self->n, self->n * sizeof *g);
}

static void sample(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const linear *l = self->data;
    size_t c;
    gradient(self, k, x, g);
    for (c = 0; c < self->n && l->noise > 0; c++) {
        g[c] += gsl_ran_gaussian_ziggurat(rng, l->noise);
    }
}

static void hessian(const objective *self, size_t k, const double *x, double *H)
{
    (void)k;
    (void)x;
    memset(H, 0, self->n * self->n * sizeof *H);
}

static double variance(const objective *self, size_t k, const double *x)
{
    const linear *l = self->data;
    (void)k;
    (void)x;
    return (double)self->n * l->noise * l->noise;
}

static void release(objective *self)
{
    linear *l = self->data;
    free(l->slope);
    free(l);
}

objective *objective_linear(size_t agents, size_t n, const double *slope, double sigma)
{
    linear *l = allocate(1, sizeof *l);
    l->slope = allocate_reals(agents * n);
    memcpy(l->slope, slope, agents * n * sizeof *slope);
    l->noise = sigma / sqrt((double)n);
    return objective_new(agents, n, &(objective){ /* smoothness and convexity stay 0 */
        .name = "linear", .quadratic = true, .data = l, .value = value, .gradient = gradient,
        .sample = sample, .hessian = hessian, .variance = variance, .release = release});
}
