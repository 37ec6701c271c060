#include "objective.h"

#include "support.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

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
    gsl_matrix *gram = gsl_matrix_calloc(n, n);
    gsl_vector *eigenvalue = gsl_vector_alloc(n);
    gsl_eigen_symm_workspace *space = gsl_eigen_symm_alloc(n);
    double largest;
    for (s = 0; s < l->samples; s++) {
        const double *row = feature_of(self, k, s);
        for (a = 0; a < n; a++) {
            for (b = 0; b < n; b++) {
                *gsl_matrix_ptr(gram, a, b) += row[a] * row[b] / (4 * (double)l->samples);
            }
        }
    }
    gsl_eigen_symm(gram, eigenvalue, space);
    largest = gsl_vector_max(eigenvalue);
    gsl_eigen_symm_free(space);
    gsl_vector_free(eigenvalue);
    gsl_matrix_free(gram);
    return largest + l->l2;
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

objective *objective_logistic(size_t agents, size_t n, size_t samples, size_t batch, double l2,
                              double spread, unsigned long seed)
{
    objective *self = objective_new("logistic", agents, n);
    logistic *l = allocate(1, sizeof *l);
    gsl_rng *rng = rng_new(seed, 0, RNG_COMMON);
    double *common = allocate_reals(n);
    size_t k, c;
    l->samples = samples;
    l->batch = batch;
    l->l2 = l2;
    l->feature = allocate_reals(agents * samples * n);
    self->data = l;
    self->value = value;
    self->gradient = gradient;
    self->sample = sample;
    self->release = release;
    for (c = 0; c < n; c++) {
        common[c] = gsl_ran_gaussian_ziggurat(rng, 1);
    }
    gsl_rng_free(rng);
    for (k = 0; k < agents; k++) {
        rng = rng_new(seed, k, RNG_PROBLEM);
        draw_samples(self, k, spread, common, rng);
        self->smoothness[k] = smoothness(self, k);
        self->convexity[k] = l2;
        gsl_rng_free(rng);
    }
    free(common);
    return self;
}
