/* Lemma 2 and Theorem 3: the part of lambda, and the error of a forecast. */
#include "bounds.h"

#include "../theorems/forecast_error.h"
#include "../theorems/lambda_bounds.h"
#include "../theorems/link_sums.h"
#include "../theorems/virtual.h"

#include "../harness/vectors.h"

#include <math.h>

/* Networks that agree more slowly are left out: their responses take too long. */
enum { MOST_STEPS = 3000 };

static bool is_slow(const opened *run)
{
    const responses *r = &run->setting->response;
    return !r->settled || r->steps > MOST_STEPS;
}

/* Lemma 2: Lambda over the largest |l_i(t)|; G and the largest entry are those of the run. */
double ratio_lambda_part(const opened *run)
{
    const record *r = run->record;
    double part = 0, G = 0, entry = 0, size = 0, l[MOST_PARAMETERS], limit;
    link_sums sums;
    size_t t, i, c;
    if (is_slow(run)) {
        return NAN;
    }
    for (t = 0; t < r->steps; t++) {
        for (i = 0; i < r->agents; i++) {
            const double *g = record_g(r, (long)t, i);
            virtual_lambda_part(r, t, i, l);
            part = fmax(part, length_of(r->n, l));
            G = fmax(G, length_of(r->n, g));
            size = fmax(size, length_of(r->n, record_x(r, (long)t, i)));
            for (c = 0; c < r->n; c++) {
                entry = fmax(entry, fabs(g[c]));
            }
        }
    }
    sums = link_sums_new(run->setting->mixing, &run->setting->average, MOST_STEPS, 0);
    limit = lambda_limit(&(lambda_bounds){.aH = sums.aH, .aK = sums.aK},
                         r->eta * r->lambda * entry * entry, G);
    link_sums_free(&sums);
    return isfinite(limit) && isfinite(G) && part > 0 ? (limit + rounding_of(size)) / part : NAN;
}

/* The smallest bound/|e| over all steps for the link to agent k. */
static double smallest_ratio(const opened *run, const series *of, const forecast_sizes *sizes,
                             size_t k, size_t age)
{
    const record *r = run->record;
    forecast_sums sums = forecast_sums_new(of, k, age, (double)age);
    double smallest = HUGE_VAL, e[MOST_PARAMETERS];
    size_t t;
    for (t = 1; t < r->steps && t <= of->steps; t++) {
        double bound = forecast_bound(&sums, sizes, r->eta, 0, t);
        bound += rounding_of(length_of(r->n, record_x(r, (long)t, k)));
        forecast_error(r, t, k, age, e);
        smallest = fmin(smallest, bound / length_of(r->n, e));
    }
    forecast_sums_free(&sums);
    return smallest;
}

/* Theorem 3 (ii) without noise. */
double ratio_forecast(const opened *run)
{
    record *r = run->record;
    const mixing *w = run->setting->mixing;
    forecast_sizes sizes;
    series *of;
    double smallest = HUGE_VAL;
    size_t link;
    if (is_slow(run) || w->longest_age == 0) {
        return NAN;
    }
    sizes = forecast_sizes_of(1, &r);
    of = series_new(run->setting, run->setting->response.steps + w->longest_age);
    for (link = 0; link < w->agents * w->agents; link++) {
        if (w->Q[link] > 0) {
            smallest = fmin(smallest, smallest_ratio(run, of, &sizes, link % w->agents,
                                                     w->age[link]));
        }
    }
    series_free(of);
    return isfinite(sizes.G) && smallest < HUGE_VAL ? smallest : NAN;
}
