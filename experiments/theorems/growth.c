#include "growth.h"

#include "../harness/support.h"
#include "../harness/vectors.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

static const double ETA = 0.05;

record *growth_run(const setting *how, size_t count, const double *etas_h, double start,
                   size_t steps)
{
    size_t N = how->agents, k, c;
    double *hessian = allocate_reals(N * count), *center = allocate_reals(N * count);
    double *x0 = allocate_reals(N * count);
    gsl_rng *rng = rng_new(1, 0, RNG_COMMON);
    record_options options = {.eta = ETA, .steps = steps, .seed = 1, .exact = true, .x0 = x0};
    objective *f;
    record *run;
    for (k = 0; k < N; k++) {
        for (c = 0; c < count; c++) {
            hessian[k * count + c] = etas_h[c] / ETA;
            x0[k * count + c] = gsl_ran_gaussian_ziggurat(rng, start);
        }
    }
    f = objective_quadratic(N, count, hessian, center, 0);
    run = record_run(how, f, &options);
    run->objective = NULL;
    objective_free(f);
    gsl_rng_free(rng);
    free(hessian);
    free(center);
    free(x0);
    return run;
}

/* Squares would overflow where the record does not. */
static double log_norm(const record *run, size_t c, size_t window, size_t t)
{
    double largest = 0, sum = 0;
    size_t s, k, pass;
    for (pass = 0; pass < 2; pass++) {
        for (s = 0; s <= window; s++) {
            for (k = 0; k < run->agents; k++) {
                double x = record_x(run, (long)t - (long)s, k)[c];
                if (pass == 0) {
                    largest = larger_or_nan(largest, fabs(x));
                } else {
                    sum += x / largest * (x / largest);
                }
            }
        }
    }
    return log(largest) + log(sum) / 2;
}

double growth_per_step(const record *run, size_t c, size_t window, size_t from, size_t to)
{
    size_t count = to - from + 1, j;
    double *step = allocate_reals(count), *log_of = allocate_reals(count);
    double offset, slope, cov00, cov01, cov11, sum_of_squares;
    for (j = 0; j < count; j++) {
        step[j] = (double)j;
        log_of[j] = log_norm(run, c, window, from + j);
    }
    gsl_fit_linear(step, 1, log_of, 1, count, &offset, &slope, &cov00, &cov01, &cov11,
                   &sum_of_squares);
    free(step);
    free(log_of);
    return exp(slope);
}

growth_range growth_range_of(double rate, size_t most)
{
    double steps = log(10) * 400 / fabs(log(rate)); /* rate 1: infinity */
    growth_range range = {rate < 1 ? 1e150 : 1e-150, most};
    if (steps < (double)most) {
        range.steps = (size_t)steps;
    }
    return range;
}
