#include "objective.h"

#include "support.h"
#include "symmetric.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct logistic {
    size_t samples, batch;
    double *feature; /* agents x samples x n, already multiplied by the label -1 or 1 */
    double l2;
} logistic;

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    size_t c;
    for (c = 0; c < n; c++) {
        sum += a[c] * b[c];
    }
    return sum;
}

static const double *feature_of(const objective *self, size_t k, size_t s)
{
    const logistic *l = self->data;
    return l->feature + (k * l->samples + s) * self->n;
}

/* log(1 + exp(-margin)), without overflow */
static double loss(double margin)
{
    return margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin;
}

static double value(const objective *self, size_t k, const double *x)
{
    const logistic *l = self->data;
    double sum = 0;
    size_t s;
    for (s = 0; s < l->samples; s++) {
        sum += loss(dot(self->n, feature_of(self, k, s), x));
    }
    return sum / (double)l->samples + l->l2 / 2 * dot(self->n, x, x);
}

static void begin_gradient(const objective *self, const double *x, double *g)
{
    const logistic *l = self->data;
    size_t c;
    for (c = 0; c < self->n; c++) {
        g[c] = l->l2 * x[c];
    }
}

static void add_sample(const objective *self, size_t k, size_t s, double share, const double *x,
                       double *g)
{
    const double *a = feature_of(self, k, s);
    double slope = -share / (1 + exp(dot(self->n, a, x)));
    size_t c;
    for (c = 0; c < self->n; c++) {
        g[c] += slope * a[c];
    }
}

static void gradient(const objective *self, size_t k, const double *x, double *g)
{
    const logistic *l = self->data;
    size_t s;
    begin_gradient(self, x, g);
    for (s = 0; s < l->samples; s++) {
        add_sample(self, k, s, 1 / (double)l->samples, x, g);
    }
}

static void sample(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const logistic *l = self->data;
    size_t b;
    begin_gradient(self, x, g);
    for (b = 0; b < l->batch; b++) {
        size_t s = gsl_rng_uniform_int(rng, l->samples);
        add_sample(self, k, s, 1 / (double)l->batch, x, g);
    }
}

/* The second derivative of the loss in the margin is s (1 - s), s the logistic function. */
static void hessian(const objective *self, size_t k, const double *x, double *H)
{
    const logistic *l = self->data;
    size_t n = self->n, s, a, b;
    memset(H, 0, n * n * sizeof *H);
    for (s = 0; s < l->samples; s++) {
        const double *row = feature_of(self, k, s);
        double tail = 1 / (1 + exp(dot(n, row, x)));
        double curvature = tail * (1 - tail) / (double)l->samples;
        for (a = 0; a < n; a++) {
            for (b = 0; b < n; b++) {
                H[a * n + b] += curvature * row[a] * row[b];
            }
        }
    }
    for (a = 0; a < n; a++) {
        H[a * n + a] += l->l2;
    }
}

/* Of one drawn sample, divided by the batch: draws are independent. */
static double variance(const objective *self, size_t k, const double *x)
{
    const logistic *l = self->data;
    double *mean = allocate_reals(self->n), square = 0, result;
    size_t s, c;
    for (s = 0; s < l->samples; s++) {
        const double *a = feature_of(self, k, s);
        double slope = 1 / (1 + exp(dot(self->n, a, x)));
        square += slope * slope * dot(self->n, a, a) / (double)l->samples;
        for (c = 0; c < self->n; c++) {
            mean[c] += slope * a[c] / (double)l->samples;
        }
    }
    result = (square - dot(self->n, mean, mean)) / (double)l->batch;
    free(mean);
    return result;
}

static void release(objective *self)
{
    logistic *l = self->data;
    free(l->feature);
    free(l);
}

/* L_k = largest eigenvalue of (1/(4 samples)) sum_s a_s a_s', plus l2: the logistic function's
   second derivative is at most 1/4. */
static double smoothness(const objective *self, size_t k)
{
    const logistic *l = self->data;
    size_t n = self->n, a, b, s;
    double *gram = allocate_reals(n * n), largest;
    symmetric_eigen all;
    for (s = 0; s < l->samples; s++) {
        const double *row = feature_of(self, k, s);
        for (a = 0; a < n; a++) {
            for (b = 0; b < n; b++) {
                gram[a * n + b] += row[a] * row[b] / (4 * (double)l->samples);
            }
        }
    }
    all = symmetric_eigen_new(n, gram);
    largest = symmetric_largest(&all);
    symmetric_eigen_free(&all);
    free(gram);
    return largest + l->l2;
}

/* Without L2 a sample is a mean of features times slopes between -1 and 0. */
static double largest_feature(const objective *self)
{
    const logistic *l = self->data;
    double largest = 0;
    size_t j;
    for (j = 0; j < self->agents * l->samples * self->n; j++) {
        largest = fmax(largest, fabs(l->feature[j]));
    }
    return largest;
}

/* Labels follow the sign of (direction . feature + noise), the direction common plus own. */
static void draw_samples(const objective *self, size_t k, double spread, const double *common,
                         gsl_rng *rng)
{
    const logistic *l = self->data;
    double *direction = allocate_reals(self->n);
    size_t s, c;
    for (c = 0; c < self->n; c++) {
        direction[c] = common[c] + spread * gsl_ran_gaussian_ziggurat(rng, 1);
    }
    for (s = 0; s < l->samples; s++) {
        double *a = l->feature + (k * l->samples + s) * self->n;
        double label;
        for (c = 0; c < self->n; c++) {
            a[c] = gsl_ran_gaussian_ziggurat(rng, 1);
        }
        label = dot(self->n, a, direction) + gsl_ran_logistic(rng, 1) > 0 ? 1 : -1;
        for (c = 0; c < self->n; c++) {
            a[c] *= label;
        }
    }
    free(direction);
}

static objective *logistic_new(size_t agents, size_t n, size_t samples, size_t batch, double l2)
{
    logistic *l = allocate(1, sizeof *l);
    l->samples = samples;
    l->batch = batch;
    l->l2 = l2;
    l->feature = allocate_reals(agents * samples * n);
    return objective_new(agents, n, &(objective){
        .name = "logistic", .data = l, .value = value, .gradient = gradient, .sample = sample,
        .hessian = hessian, .variance = variance, .release = release});
}

static void set_constants(objective *self)
{
    const logistic *l = self->data;
    size_t k;
    for (k = 0; k < self->agents; k++) {
        self->smoothness[k] = smoothness(self, k);
        self->convexity[k] = l->l2;
    }
    if (!(l->l2 > 0)) {
        self->largest_entry = largest_feature(self);
    }
}

objective *objective_logistic(size_t agents, size_t n, size_t samples, size_t batch, double l2,
                              double spread, unsigned long seed)
{
    objective *self = logistic_new(agents, n, samples, batch, l2);
    gsl_rng *rng = rng_new(seed, 0, RNG_COMMON);
    double *common = allocate_reals(n);
    size_t k, c;
    for (c = 0; c < n; c++) {
        common[c] = gsl_ran_gaussian_ziggurat(rng, 1);
    }
    gsl_rng_free(rng);
    for (k = 0; k < agents; k++) {
        rng = rng_new(seed, k, RNG_PROBLEM);
        draw_samples(self, k, spread, common, rng);
        gsl_rng_free(rng);
    }
    free(common);
    set_constants(self);
    return self;
}

objective *objective_logistic_of(size_t agents, size_t n, size_t samples, size_t batch, double l2,
                                 const double *feature)
{
    objective *self = logistic_new(agents, n, samples, batch, l2);
    logistic *l = self->data;
    memcpy(l->feature, feature, agents * samples * n * sizeof *feature);
    set_constants(self);
    return self;
}
