/* Theorem 6. Under (M), (L), (N), (G), all f_k convex, F_q* attained at x*, and eta <= 1/L_q with
   L_q = sum_k q_k L_k (lambda > 0: eta <= 1/(2 L_q), bounded entries and kappa a_K < 1),
     (1/T) sum_{t<T} E[F_q(v_t) - F_q*] <= |x0 - x*|^2/(2 eta T) + eta/2 sigma^2 |q|^2
        + (1/T) sum_t [1/2 sum_k q_k L_k E|x_k - v|^2 - E b.(v - x*) + eta E|b|^2]
     <= |x0 - x*|^2/(2 eta T) + eta/2 sigma^2 |q|^2
        + eta^2/2 sum_k q_k L_k D_k^2 + p0 Lambda R + eta p0^2 Lambda^2,
   b = sum_i pi0_i l_i, |b| <= p0 Lambda, R the largest root mean square |v_t - x*|; without lambda
   the terms with b and Lambda are absent. Source: docs/theory.md, Theorem 6.
   Measured: the left side, mean over seeds, and for the tight form the agents' distances and b.
   Stale mixing: the same with the step eta/(1+D) and the weights p (Corollary 1), lambda = 0.
   The tight form cannot tell a wrong program from a right one (expectation.h). */
#include "expectation.h"

#include <math.h>
#include <stdio.h>

enum { DIMENSION = 4 };

static double step_limit(const setting *how, const objective *f, const double *q, double lambda)
{
    return one_over_smoothness(how, f, q, lambda) / (lambda > 0 ? 2 : 1);
}

/* p0 Lambda R + eta p0^2 Lambda^2 */
static double price_of_lambda(const ensemble *runs, const closed_constants *closed)
{
    double b = closed->Lambda / (1 + runs->of.how->average.D);
    return b * runs->distance + runs->of.eta * b * b;
}

static void fill(const ensemble *runs, const closed_constants *closed, forms *to)
{
    const double eta = runs->step;
    const double noise = eta / 2 * runs->sigma * runs->sigma * runs->q_square;
    const double far = eta * eta / 2 * closed->spread + price_of_lambda(runs, closed);
    size_t T = runs->of.steps, s, t;
    for (s = 0; s < runs->of.seeds; s++) {
        double gaps = 0, paid = 0;
        for (t = 0; t < T; t++) {
            gaps += runs->gap[s * (T + 1) + t];
            paid += runs->spread[s * T + t] / 2 + runs->pull[s * T + t];
            to->measured[s * T + t] = gaps / (double)(t + 1);
            to->paid[s * T + t] = paid / (double)(t + 1);
        }
    }
    for (t = 0; t < T; t++) {
        to->known[t] = runs->distance0 * runs->distance0 / (2 * eta * (double)(t + 1)) + noise;
        to->closed[t] = to->known[t] + far;
    }
}

static const expectation theorem6 = {
    .id = "T6", .measure = "(1/t) sum F_q(v) - F_q*", .has_tight = true, .step_limit = step_limit,
    .fill = fill};

static const study cases[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 500},
    {.setting = "slow", .age = 4, .theta = 1, .eta = 0.01, .steps = 1000},
    {.setting = "mixed", .age = 4, .theta = 0.3, .eta = 0.02, .steps = 500, .from_lowest = true},
    {.setting = "cut", .age = 4, .theta = 0.5, .eta = 0.02, .steps = 500},
    {.setting = "oneway", .age = 4, .theta = 0.7, .eta = 0.3, .steps = 200},
    {.setting = NULL}};

static const study shown[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.08, .steps = 1000, .in_figure = true},
    {.setting = NULL}};

static const study with_lambda[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.02, .lambda = 0.3, .steps = 500},
    {.setting = "slow", .age = 4, .theta = 1, .eta = 0.005, .lambda = 0.3, .steps = 1000},
    {.setting = "mixed", .age = 4, .theta = 0.3, .eta = 0.01, .lambda = 1, .steps = 500,
     .from_lowest = true},
    {.setting = NULL}};

/* Corollary 1': the same with eta/(1+D) and p. */
static const study without_forecast[] = {
    {.setting = "links", .age = 4, .eta = 0.04, .steps = 500, .stale = true},
    {.setting = "slow", .age = 8, .eta = 0.04, .steps = 500, .stale = true},
    {.setting = "oneway", .age = 16, .eta = 0.3, .steps = 200, .from_lowest = true, .stale = true},
    {.setting = NULL}};

static const study too_long_with_lambda[] = {
    {.what = "eta L_q = 0.6 and lambda above 0", .setting = "links", .age = 4, .theta = 0.7,
     .eta = 0.3, .lambda = 1e-6, .steps = 50, .expected = NOT_APPLICABLE},
    {.setting = NULL}};

void check_theorem6(statements *list, const check_context *context)
{
    const size_t seeds = context->full ? 512 : 64;
    objective *logistic = objective_logistic(8, DIMENSION, 40, 5, 0, 0.5, 1);
    objective *flat = objective_least_squares(8, DIMENSION + 2, 20, DIMENSION, 0.3, 1, 1);
    objective *bowl = objective_random_quadratic(8, DIMENSION, 2, 2, 0.05, 1, 1, 1);
    char path[4096];
    snprintf(path, sizeof path, "%s/theorem6_convex.csv", context->out);
    statements_claim(list, "T6", "Convex: the mean gap is at most |x0 - x*|^2/(2 eta T) + eta "
                                 "sigma^2 |q|^2/2 + O(eta^2)");
    expectation_judge_all(&theorem6, list, shown, logistic, seeds, path);
    expectation_judge_all(&theorem6, list, cases, logistic, seeds, NULL);
    expectation_judge_all(&theorem6, list, with_lambda, logistic, seeds, NULL);
    expectation_judge_all(&theorem6, list, cases, flat, seeds, NULL);
    expectation_judge_all(&theorem6, list, without_forecast, logistic, seeds / 2, NULL);
    expectation_judge_refusals(&theorem6, list, bowl);
    expectation_judge_all(&theorem6, list, too_long_with_lambda, bowl, 2, NULL);
    expectation_judge_faults(&theorem6, list, &(faults){bowl, 0.3, 500, 64, 300});
    objective_free(logistic);
    objective_free(flat);
    objective_free(bowl);
}
