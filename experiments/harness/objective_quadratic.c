#include "objective.h"

#include "support.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct quadratic {
    double *hessian, *center; /* agents x n; the Hessians are diagonal */
    double noise;             /* standard deviation per coordinate */
} quadratic;

static double value(const objective *self, size_t k, const double *x)
{
    const quadratic *q = self->data;
    double sum = 0;
    size_t c, row = k * self->n;
    for (c = 0; c < self->n; c++) {
        double away = x[c] - q->center[row + c];
        sum += q->hessian[row + c] * away * away;
    }
    return sum / 2;
}

static void gradient(const objective *self, size_t k, const double *x, double *g)
{
    const quadratic *q = self->data;
    size_t c, row = k * self->n;
    for (c = 0; c < self->n; c++) {
        g[c] = q->hessian[row + c] * (x[c] - q->center[row + c]);
    }
}

static void sample(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const quadratic *q = self->data;
    size_t c;
    gradient(self, k, x, g);
    for (c = 0; c < self->n && q->noise > 0; c++) {
        g[c] += gsl_ran_gaussian_ziggurat(rng, q->noise);
    }
}

static void hessian(const objective *self, size_t k, const double *x, double *H)
{
    const quadratic *q = self->data;
    size_t c;
    (void)x;
    memset(H, 0, self->n * self->n * sizeof *H);
    for (c = 0; c < self->n; c++) {
        H[c * self->n + c] = q->hessian[k * self->n + c];
    }
}

static double variance(const objective *self, size_t k, const double *x)
{
    const quadratic *q = self->data;
    (void)k;
    (void)x;
    return (double)self->n * q->noise * q->noise;
}

static void release(objective *self)
{
    quadratic *q = self->data;
    free(q->hessian);
    free(q->center);
    free(q);
}

objective *objective_quadratic(size_t agents, size_t n, const double *curvature,
                               const double *center, double sigma)
{
    quadratic *q = allocate(1, sizeof *q);
    objective *self = objective_new(agents, n, &(objective){
        .name = "quadratic", .quadratic = true, .data = q, .value = value, .gradient = gradient,
        .sample = sample, .hessian = hessian, .variance = variance, .release = release});
    size_t k, c;
    q->hessian = allocate_reals(agents * n);
    q->center = allocate_reals(agents * n);
    memcpy(q->hessian, curvature, agents * n * sizeof *curvature);
    memcpy(q->center, center, agents * n * sizeof *center);
    q->noise = sigma / sqrt((double)n);
    for (k = 0; k < agents; k++) {
        self->convexity[k] = curvature[k * n];
        for (c = 0; c < n; c++) {
            self->smoothness[k] = fmax(self->smoothness[k], fabs(curvature[k * n + c]));
            self->convexity[k] = fmin(self->convexity[k], curvature[k * n + c]);
        }
    }
    return self;
}

void objective_quadratic_minimiser(const objective *self, const double *weight, double *x)
{
    const quadratic *q = self->data;
    size_t k, c;
    for (c = 0; c < self->n; c++) {
        double pull = 0, curvature = 0;
        for (k = 0; k < self->agents; k++) {
            double h = weight[k] * q->hessian[k * self->n + c];
            curvature += h;
            pull += h * q->center[k * self->n + c];
        }
        x[c] = pull / curvature;
    }
}

objective *objective_random_quadratic(size_t agents, size_t n, double mu, double L, double spread,
                                      int shared_hessian, double sigma, unsigned long seed)
{
    double *curvature = allocate_reals(agents * n), *center = allocate_reals(agents * n);
    gsl_rng *common = rng_new(seed, 0, RNG_COMMON);
    objective *self;
    size_t k, c;
    for (c = 0; c < n; c++) {
        curvature[c] = mu * pow(L / mu, gsl_rng_uniform(common));
        center[c] = gsl_ran_gaussian_ziggurat(common, 1);
    }
    for (k = agents; k-- > 0;) { /* backwards: row 0 holds the common values until last */
        gsl_rng *own = rng_new(seed, k, RNG_PROBLEM);
        for (c = 0; c < n; c++) {
            double draw = mu * pow(L / mu, gsl_rng_uniform(own));
            double away = gsl_ran_gaussian_ziggurat(own, 1);
            curvature[k * n + c] = shared_hessian ? curvature[c] : draw;
            center[k * n + c] = center[c] + spread * away;
        }
        gsl_rng_free(own);
    }
    self = objective_quadratic(agents, n, curvature, center, sigma);
    gsl_rng_free(common);
    free(curvature);
    free(center);
    return self;
}
