/* Theorem 3 (ii) with noise. The forecast error of a message of age tau from agent k is
     e(t) = -eta sum_s sum_j E_j(s) [grad f_j(x_j(t-s)) + noise_j(t-s)],
   hence, for lambda = 0 and |.|_2 the root of the mean square,
     tight   |e(t)|_2 <= |eta sum_s sum_j E_j(s) grad f_j(x_j(t-s))|_2 + eta sigma E2,
     closed  |e(t)|_2 <= eta zeta E1 + eta sigma E2 + eta Gamma eps(t) + eta^2 L G (C3 + S E1),
   E2 = (sum E_j(s)^2)^(1/2). Assumptions: (M), (L), (N). Source: docs/theory.md, Theorem 3. That
   pure noise attains eta sigma E2 is checked without statistics in exact_responses.c; near that, as
   on equal objectives, the tight form is an equality up to O(eta) and no mean over seeds can
   decide. Measured: both sides, squares averaged over seeds and over steps that were fixed
   beforehand; the sender for which they are nearest. HOLDS needs three standard errors of the
   difference. */
#include "check.h"
#include "ensemble.h"
#include "faulty.h"
#include "forecast_error.h"

#include "../harness/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { AGENTS = 8, DIMENSION = 4, AGE = 4, HORIZON = 3000, MOST_SEEDS = 1024 };
/* The steps that are looked at: 7 modulo 8, where noise that changes its sign every AGE steps, a
   control, does most harm. */
enum { FIRST = 47, EVERY = 24, STEPS = 240, LOOKS = (STEPS - FIRST) / EVERY + 1 };

/* Means of squares over the looked-at steps, by seed. */
typedef struct look {
    double error[MOST_SEEDS], steered[MOST_SEEDS]; /* e, and its part without the noise */
} look;

static double square(const double *a)
{
    double sum = 0;
    size_t c;
    for (c = 0; c < DIMENSION; c++) {
        sum += a[c] * a[c];
    }
    return sum;
}

/* exact: steps x agents x n, the gradients without noise. */
static double steered_square(const record *run, const double *exact, const series *of, size_t k,
                             size_t t)
{
    double e[DIMENSION] = {0};
    size_t s, j, c;
    for (s = 1; s <= t; s++) {
        for (j = 0; j < AGENTS; j++) {
            double weight = run->eta * forecast_answer(of, k, AGE, AGE, s, j);
            for (c = 0; c < DIMENSION; c++) {
                e[c] -= weight * exact[((t - s) * AGENTS + j) * DIMENSION + c];
            }
        }
    }
    return square(e);
}

/* Adds a run to what is known of every sender; sigma: the largest noise so far. */
static void look_at_run(const record *run, const series *of, size_t seed, look *by_sender,
                        double *sigma)
{
    const objective *f = run->objective;
    double *exact = allocate_reals(STEPS * AGENTS * DIMENSION), e[DIMENSION];
    size_t t, k;
    for (t = 0; t < STEPS; t++) {
        for (k = 0; k < AGENTS; k++) {
            const double *x = record_x(run, (long)t, k);
            f->gradient(f, k, x, exact + (t * AGENTS + k) * DIMENSION);
            *sigma = fmax(*sigma, sqrt(f->variance(f, k, x)));
        }
    }
    for (k = 0; k < AGENTS; k++) {
        for (t = FIRST; t < STEPS && forecast_is_needed(run->setting, k); t += EVERY) {
            forecast_error(run, t, k, AGE, e);
            by_sender[k].error[seed] += square(e) / LOOKS;
            by_sender[k].steered[seed] += steered_square(run, exact, of, k, t) / LOOKS;
        }
    }
    free(exact);
}

/* |e|_2 - |steered part|_2 and the standard error of that, both roots linearised at their means. */
static estimate difference(const look *at, size_t seeds, bool less_steered)
{
    double error = sqrt(estimate_of(seeds, at->error).mean), *linear = allocate_reals(seeds);
    double steered = less_steered ? sqrt(estimate_of(seeds, at->steered).mean) : 0;
    estimate result;
    size_t s;
    for (s = 0; s < seeds; s++) {
        linear[s] = at->error[s] / (2 * error);
        linear[s] -= steered > 0 ? at->steered[s] / (2 * steered) : 0;
    }
    result = (estimate){error - steered, estimate_of(seeds, linear).standard_error};
    free(linear);
    return result;
}

/* A case: where, with how many runs, and what the bound is made of. */
typedef struct noise_case {
    const setting *how;
    const objective *f;
    double share; /* of sigma that the bound gets: 1, less for a control */
    size_t seeds, age; /* age: that of the bound */
} noise_case;

/* The mean of the closed bound over the looked-at steps, as a root mean square. */
static double closed_bound(const forecast_sums *sums, const forecast_sizes *sizes, double eta,
                           double sigma)
{
    double sum = 0;
    size_t t;
    for (t = FIRST; t < STEPS; t += EVERY) {
        sum += pow(forecast_bound(sums, sizes, eta, sigma, t), 2) / LOOKS;
    }
    return sqrt(sum);
}

/* The nearest of all senders in one of the forms. */
typedef struct nearest {
    estimate left;
    double bound;
} nearest;

static void take_nearer(nearest *best, estimate left, double bound)
{
    if (!(left.mean / bound <= best->left.mean / best->bound)) {
        *best = (nearest){left, bound};
    }
}

static void find_nearest(const noise_case *of, double eta, nearest *tight, nearest *closed)
{
    series *answers = series_new(of->how, HORIZON);
    look *by_sender = allocate(AGENTS, sizeof *by_sender);
    record **run = allocate(of->seeds, sizeof *run);
    record_options options = {.eta = eta, .steps = STEPS};
    forecast_sizes sizes;
    double sigma = 0;
    size_t s, k;
    for (s = 0; s < of->seeds; s++) {
        options.seed = s + 1;
        run[s] = record_run(of->how, of->f, &options);
        look_at_run(run[s], answers, s, by_sender, &sigma);
    }
    sizes = forecast_sizes_of(of->seeds, run);
    for (k = 0; k < AGENTS; k++) {
        forecast_sums sums = forecast_sums_new(answers, k, of->age, (double)of->age);
        if (forecast_is_needed(of->how, k)) {
            take_nearer(tight, difference(&by_sender[k], of->seeds, true),
                        eta * of->share * sigma * sums.E2);
            take_nearer(closed, difference(&by_sender[k], of->seeds, false),
                        closed_bound(&sums, &sizes, eta, of->share * sigma));
        }
        forecast_sums_free(&sums);
    }
    for (s = 0; s < of->seeds; s++) {
        record_free(run[s]);
    }
    free(run);
    free(by_sender);
    series_free(answers);
}

static void judge(statements *list, const char *label, const char *form, const nearest *found,
                  verdict expected)
{
    char what[160];
    snprintf(what, sizeof what, "%s: %s", label, form);
    statements_add(list, "T3n", what, found->left.mean, found->bound,
                   judge_mean_at_most(found->left.mean, found->left.standard_error, found->bound),
                   expected, "");
}

static void run_case(statements *list, const char *name, const objective *f, size_t seeds)
{
    setting *how = setting_new(name, AGE, 0.7);
    noise_case of = {how, f, 1, seeds, AGE};
    nearest tight = {{0, 0}, 1}, closed = {{0, 0}, 1};
    char label[96];
    snprintf(label, sizeof label, "%s on %s; %zu seeds", name, f->name, seeds);
    find_nearest(&of, 0.02, &tight, &closed);
    judge(list, label, "tight; noise part", &tight, HOLDS);
    judge(list, label, "closed", &closed, HOLDS);
    setting_free(how);
}

/* Gradients that are nothing but noise: the tight bound is attained, so that any less is broken. */
static void run_controls(statements *list)
{
    const double zero[AGENTS * DIMENSION] = {0};
    const size_t seeds = 128;
    objective *noise = objective_linear(AGENTS, DIMENSION, zero, 1);
    objective *known = faulty_kept_noise(noise, AGE);
    setting *how = setting_new("links", AGE, 0.7);
    const noise_case young = {how, noise, 1, seeds, AGE - 1};
    const noise_case less = {how, noise, 0.8, seeds, AGE}, kept = {how, known, 1, seeds, AGE};
    const noise_case *const cases[] = {&young, &less, &kept};
    const char *const labels[] = {"control: E2 of age 3", "control: sigma 0.8 times as large",
                                  "control: noise that is kept; (N) fails"};
    size_t j;
    for (j = 0; j < sizeof cases / sizeof *cases; j++) {
        nearest tight = {{0, 0}, 1}, closed = {{0, 0}, 1};
        find_nearest(cases[j], 0.02, &tight, &closed);
        judge(list, labels[j], "tight", &tight, VIOLATED);
        judge(list, labels[j], "closed", &closed, VIOLATED);
    }
    setting_free(how);
    objective_free(known);
    objective_free(noise);
}

void check_theorem3_noise(statements *list, const check_context *context)
{
    static const char *const names[] = {"links", "slow", "cut", "oneway"};
    const size_t seeds = context->full ? MOST_SEEDS : 48;
    objective *unlike = objective_random_quadratic(AGENTS, DIMENSION, 0.5, 2, 1, 0, 1, 1);
    objective *logistic = objective_logistic(AGENTS, DIMENSION, 40, 5, 0.1, 0.5, 1);
    size_t s;
    unlike->name = "unlike quadratics";
    statements_claim(list, "T3n", "With noise the forecast errs by at most eta sigma E2 more in "
                                  "the root mean square");
    for (s = 0; s < sizeof names / sizeof *names; s++) {
        run_case(list, names[s], unlike, seeds);
        run_case(list, names[s], logistic, seeds);
    }
    run_controls(list);
    objective_free(unlike);
    objective_free(logistic);
}
