#include "objective.h"

#include "support.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct wells {
    double *depth, *center; /* agents x n */
    double noise;           /* size per coordinate */
} wells;

static double value(const objective *self, size_t k, const double *x)
{
    const wells *w = self->data;
    double sum = 0;
    size_t c, row = k * self->n;
    for (c = 0; c < self->n; c++) {
        double u = x[c] - w->center[row + c];
        sum += w->depth[row + c] * u * u / (1 + u * u);
    }
    return sum / 2;
}

/* the derivative of 1/2 u^2/(1 + u^2) */
static double slope(double u)
{
    return u / ((1 + u * u) * (1 + u * u));
}

static void gradient(const objective *self, size_t k, const double *x, double *g)
{
    const wells *w = self->data;
    size_t c, row = k * self->n;
    for (c = 0; c < self->n; c++) {
        g[c] = w->depth[row + c] * slope(x[c] - w->center[row + c]);
    }
}

static void sample(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const wells *w = self->data;
    gradient(self, k, x, g);
    objective_add_signs(self->n, w->noise, rng, g);
}

static void hessian(const objective *self, size_t k, const double *x, double *H)
{
    const wells *w = self->data;
    size_t c, row = k * self->n;
    memset(H, 0, self->n * self->n * sizeof *H);
    for (c = 0; c < self->n; c++) {
        double u = x[c] - w->center[row + c], below = 1 + u * u;
        H[c * self->n + c] = w->depth[row + c] * (1 - 3 * u * u) / (below * below * below);
    }
}

static double variance(const objective *self, size_t k, const double *x)
{
    const wells *w = self->data;
    (void)k;
    (void)x;
    return (double)self->n * w->noise * w->noise;
}

/* sum_k q_k f_k along coordinate c, at x_c = at */
static double along(const objective *self, const double *q, size_t c, double at)
{
    const wells *w = self->data;
    double sum = 0;
    size_t k;
    for (k = 0; k < self->agents; k++) {
        double u = at - w->center[k * self->n + c];
        sum += q[k] * w->depth[k * self->n + c] * u * u / (1 + u * u) / 2;
    }
    return sum;
}

/* The sum is one function of each coordinate, and all its minima lie between the outermost centres:
   the best of points 1/1000 apart, where no two minima are that near to each other. */
static void near_lowest(const objective *self, const double *q, double *x)
{
    const wells *w = self->data;
    const double apart = 1e-3;
    size_t c, k;
    for (c = 0; c < self->n; c++) {
        double from = INFINITY, to = -INFINITY, lowest = INFINITY, at;
        for (k = 0; k < self->agents; k++) {
            from = fmin(from, w->center[k * self->n + c]);
            to = fmax(to, w->center[k * self->n + c]);
        }
        for (at = from; at <= to; at += apart) {
            double here = along(self, q, c, at);
            if (here < lowest) {
                lowest = here;
                x[c] = at;
            }
        }
    }
}

static void release(objective *self)
{
    wells *w = self->data;
    free(w->depth);
    free(w->center);
    free(w);
}

/* With u = x - b the first derivative is depth u/(1+u^2)^2, largest at u^2 = 1/3: 3 sqrt(3)/16; the
   second, depth (1-3u^2)/(1+u^2)^3, is 1 at u = 0 and lowest at u^2 = 1: -1/4. */
static void set_constants(objective *self)
{
    const wells *w = self->data;
    size_t k, c;
    self->largest_entry = 0;
    for (k = 0; k < self->agents; k++) {
        double deepest = 0;
        for (c = 0; c < self->n; c++) {
            deepest = fmax(deepest, w->depth[k * self->n + c]);
        }
        self->smoothness[k] = deepest;
        self->convexity[k] = -deepest / 4;
        self->largest_entry = fmax(self->largest_entry, 3 * sqrt(3) / 16 * deepest + w->noise);
    }
}

objective *objective_wells(size_t agents, size_t n, const double *depth, const double *center,
                           double sigma)
{
    wells *w = allocate(1, sizeof *w);
    objective *self = objective_new(agents, n, &(objective){
        .name = "wells", .data = w, .value = value, .gradient = gradient, .sample = sample,
        .hessian = hessian, .variance = variance, .near_lowest = near_lowest,
        .release = release});
    w->depth = allocate_reals(agents * n);
    w->center = allocate_reals(agents * n);
    memcpy(w->depth, depth, agents * n * sizeof *depth);
    memcpy(w->center, center, agents * n * sizeof *center);
    w->noise = sigma / sqrt((double)n);
    set_constants(self);
    return self;
}

objective *objective_random_wells(size_t agents, size_t n, double depth, double spread,
                                  double sigma, unsigned long seed)
{
    double *depths = allocate_reals(agents * n), *center = allocate_reals(agents * n);
    objective *self;
    size_t k, c;
    for (k = 0; k < agents; k++) {
        gsl_rng *own = rng_new(seed, k, RNG_PROBLEM);
        for (c = 0; c < n; c++) {
            depths[k * n + c] = depth * pow(2, -gsl_rng_uniform(own));
            center[k * n + c] = spread * gsl_ran_gaussian_ziggurat(own, 1);
        }
        gsl_rng_free(own);
    }
    self = objective_wells(agents, n, depths, center, sigma);
    free(depths);
    free(center);
    return self;
}
