#include "objective.h"

#include "support.h"
#include "symmetric.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* f_k(x) = 1/2 x'H_k x - c_k'x + e_k: what the rows of A_k and b_k amount to */
typedef struct least_squares {
    double *hessian;  /* agents x n x n: A'A/rows */
    double *linear;   /* agents x n: A'b/rows */
    double *constant; /* agents: b'b/(2 rows) */
    double noise;     /* size per coordinate */
} least_squares;

/* H_k x, entry r */
static double curved(const objective *self, size_t k, size_t r, const double *x)
{
    const least_squares *l = self->data;
    const double *row = l->hessian + (k * self->n + r) * self->n;
    double sum = 0;
    size_t c;
    for (c = 0; c < self->n; c++) {
        sum += row[c] * x[c];
    }
    return sum;
}

static double value(const objective *self, size_t k, const double *x)
{
    const least_squares *l = self->data;
    double sum = l->constant[k];
    size_t r;
    for (r = 0; r < self->n; r++) {
        sum += x[r] * (curved(self, k, r, x) / 2 - l->linear[k * self->n + r]);
    }
    return sum;
}

static void gradient(const objective *self, size_t k, const double *x, double *g)
{
    const least_squares *l = self->data;
    size_t r;
    for (r = 0; r < self->n; r++) {
        g[r] = curved(self, k, r, x) - l->linear[k * self->n + r];
    }
}

static void sample(const objective *self, size_t k, const double *x, gsl_rng *rng, double *g)
{
    const least_squares *l = self->data;
    gradient(self, k, x, g);
    objective_add_signs(self->n, l->noise, rng, g);
}

static void hessian(const objective *self, size_t k, const double *x, double *H)
{
    const least_squares *l = self->data;
    size_t square = self->n * self->n;
    (void)x;
    memcpy(H, l->hessian + k * square, square * sizeof *H);
}

static double variance(const objective *self, size_t k, const double *x)
{
    const least_squares *l = self->data;
    (void)k;
    (void)x;
    return (double)self->n * l->noise * l->noise;
}

static void release(objective *self)
{
    least_squares *l = self->data;
    free(l->hessian);
    free(l->linear);
    free(l->constant);
    free(l);
}

/* Adds the row a.x = b of one agent. */
static void add_row(const objective *self, size_t k, const double *a, double b, double share)
{
    const least_squares *l = self->data;
    size_t n = self->n, r, c;
    for (r = 0; r < n; r++) {
        for (c = 0; c < n; c++) {
            l->hessian[(k * n + r) * n + c] += share * a[r] * a[c];
        }
        l->linear[k * n + r] += share * b * a[r];
    }
    l->constant[k] += share * b * b / 2;
}

/* basis: rank x n, the common B; target: n, what agent k would fit without errors. */
static void draw_rows(const objective *self, size_t k, size_t rows, size_t rank,
                      const double *basis, const double *target, gsl_rng *rng)
{
    double *a = allocate_reals(self->n);
    size_t s, r, c;
    for (s = 0; s < rows; s++) {
        double b = gsl_ran_gaussian_ziggurat(rng, 1);
        memset(a, 0, self->n * sizeof *a);
        for (r = 0; r < rank; r++) {
            double z = gsl_ran_gaussian_ziggurat(rng, 1);
            for (c = 0; c < self->n; c++) {
                a[c] += z * basis[r * self->n + c];
            }
        }
        for (c = 0; c < self->n; c++) {
            b += a[c] * target[c];
        }
        add_row(self, k, a, b, 1 / (double)rows);
    }
    free(a);
}

static double largest_curvature(const objective *self, size_t k)
{
    const least_squares *l = self->data;
    symmetric_eigen all = symmetric_eigen_new(self->n, l->hessian + k * self->n * self->n);
    double largest = symmetric_largest(&all);
    symmetric_eigen_free(&all);
    return largest;
}

static objective *without_rows(size_t agents, size_t n, double sigma)
{
    least_squares *l = allocate(1, sizeof *l);
    l->hessian = allocate_reals(agents * n * n);
    l->linear = allocate_reals(agents * n);
    l->constant = allocate_reals(agents);
    l->noise = sigma / sqrt((double)n);
    return objective_new(agents, n, &(objective){
        .name = "least squares", .quadratic = true, .data = l, .value = value,
        .gradient = gradient, .sample = sample, .hessian = hessian, .variance = variance,
        .release = release});
}

objective *objective_least_squares(size_t agents, size_t n, size_t rows, size_t rank, double spread,
                                   double sigma, unsigned long seed)
{
    objective *self = without_rows(agents, n, sigma);
    double *basis = allocate_reals(rank * n), *common = allocate_reals(n);
    double *target = allocate_reals(n);
    gsl_rng *rng = rng_new(seed, 0, RNG_COMMON);
    size_t k, c;
    for (c = 0; c < rank * n; c++) {
        basis[c] = gsl_ran_gaussian_ziggurat(rng, 1 / sqrt((double)n));
    }
    for (c = 0; c < n; c++) {
        common[c] = gsl_ran_gaussian_ziggurat(rng, 1);
    }
    gsl_rng_free(rng);
    for (k = 0; k < agents; k++) {
        rng = rng_new(seed, k, RNG_PROBLEM);
        for (c = 0; c < n; c++) {
            target[c] = common[c] + spread * gsl_ran_gaussian_ziggurat(rng, 1);
        }
        draw_rows(self, k, rows, rank, basis, target, rng);
        self->smoothness[k] = largest_curvature(self, k);
        gsl_rng_free(rng);
    }
    free(basis);
    free(common);
    free(target);
    return self;
}
