/* Theorem 5. Under the assumptions of Theorem 4, and F_q weakly strongly convex (or only
   1/2 |grad F_q|^2 >= mu (F_q - F_q*)), eta <= 1/L_q,
     E F_q(v_T) - F_q* <= (1 - mu eta)^T (F_q(x0) - F_q*)
                          + sum_{t<T} (1 - mu eta)^(T-1-t) [eta/2 delta_t^2 + eta^2/2 K1]
                       <= (1 - mu eta)^T (F_q(x0) - F_q*) + (eta K1 + eta^2 K2)/(2 mu).
   Source: docs/theory.md, Theorem 5; the closed form with K2 sharpened: closed.h. mu: the smallest
   nonzero curvature of F_q for quadratics, of full rank or not; the L2 part for the logistic one.
   Measured: the left side at the last step, mean over seeds, and delta_t^2 of the tight form.
   Stale mixing: the same with the step eta/(1+D) and the weights p (Corollary 1), lambda = 0.
   The tight form cannot tell a wrong program from a right one (expectation.h). */
#include "expectation.h"

#include <math.h>
#include <stdio.h>

enum { DIMENSION = 4 };

static double strength(const ensemble *runs)
{
    double sum = 0;
    size_t k;
    for (k = 0; k < runs->of.f->agents; k++) {
        sum += runs->of.q[k] * runs->of.f->convexity[k];
    }
    return runs->of.f->quadratic ? runs->lowest.curvature : sum;
}

static void fill(const ensemble *runs, const closed_constants *closed, forms *to)
{
    const double eta = runs->step, mu = strength(runs), keep = 1 - mu * eta;
    const double floor = eta * closed->noise / (2 * mu);
    size_t T = runs->of.steps, s, t;
    double known = runs->gap0, first = runs->gap0;
    for (s = 0; s < runs->of.seeds; s++) {
        double paid = 0;
        for (t = 0; t < T; t++) {
            paid = keep * paid + eta / 2 * runs->drift[s * T + t];
            to->paid[s * T + t] = paid;
            to->measured[s * T + t] = runs->gap[s * (T + 1) + t + 1];
        }
    }
    for (t = 0; t < T; t++) {
        first *= keep;
        known = keep * known + eta * eta / 2 * closed->noise;
        to->known[t] = known;
        to->closed[t] = first + floor + eta * eta * closed->drift / (2 * mu);
        to->sharp[t] = first + floor + eta * eta * closed->sharp / (2 * mu);
    }
}

static const expectation theorem5 = {
    .id = "T5", .measure = "F_q(v) - F_q*", .has_tight = true,
    .step_limit = one_over_smoothness, .fill = fill};

static const study cases[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 500},
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.01, .steps = 1500, .from_lowest = true},
    {.setting = "slow", .age = 4, .theta = 1, .eta = 0.01, .steps = 1000},
    {.setting = "mixed", .age = 4, .theta = 0.3, .eta = 0.02, .steps = 500},
    {.setting = "oneway", .age = 4, .theta = 0.7, .eta = 0.1, .steps = 300},
    {.setting = NULL}};

static const study few[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 500, .from_lowest = true},
    {.setting = "oneway", .age = 4, .theta = 0.7, .eta = 0.1, .steps = 300},
    {.setting = NULL}};

static const study shown[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.01, .steps = 1500, .in_figure = true},
    {.setting = NULL}};

static const study with_lambda[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.02, .lambda = 0.3, .steps = 500},
    {.setting = "slow", .age = 4, .theta = 1, .eta = 0.005, .lambda = 0.3, .steps = 1000},
    {.setting = "mixed", .age = 4, .theta = 0.3, .eta = 0.01, .lambda = 1, .steps = 500},
    {.setting = NULL}};

/* Corollary 1': the same with eta/(1+D) and p. */
static const study without_forecast[] = {
    {.setting = "links", .age = 4, .eta = 0.04, .steps = 500, .stale = true},
    {.setting = "slow", .age = 8, .eta = 0.04, .steps = 500, .from_lowest = true, .stale = true},
    {.setting = "oneway", .age = 16, .eta = 0.1, .steps = 500, .stale = true},
    {.setting = NULL}};

/* On real data. */
static const study on_images[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 500},
    {.setting = "mixed", .age = 4, .theta = 0.3, .eta = 0.02, .steps = 300, .from_lowest = true},
    {.setting = "slow", .age = 4, .theta = 1, .eta = 0.01, .steps = 300, .lambda = 0.1},
    {.setting = NULL}};

static const study on_images_exactly[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 500, .exact = true},
    {.setting = NULL}};

/* With different objectives and a small eta the floor of F is far above that of F_q. */
static void judge_by_mean(statements *list, const objective *bowl)
{
    const study s = {.what = "F instead of F_q", .setting = "slow", .age = 4, .theta = 1,
                     .f = bowl, .eta = 0.0005, .steps = 4000, .seeds = 16, .from_lowest = true,
                     .mean_objective = true, .expected = VIOLATED};
    expectation_judge(&theorem5, list, &s);
}

void check_theorem5(statements *list, const check_context *context)
{
    const size_t seeds = context->full ? 512 : 64;
    objective *flat = objective_least_squares(8, 2 * DIMENSION, 20, DIMENSION - 1, 0.3, 1, 1);
    objective *unlike = objective_random_quadratic(8, DIMENSION, 0.5, 2, 0.5, 0, 1, 1);
    objective *alike = objective_random_quadratic(8, DIMENSION, 0.5, 2, 0.5, 1, 1, 1);
    objective *bowl = objective_random_quadratic(8, DIMENSION, 2, 2, 0.5, 1, 1, 1);
    objective *logistic = objective_logistic(8, DIMENSION, 20, 5, 0.1, 0.5, 1);
    char path[4096];
    unlike->name = "unlike quadratics";
    alike->name = "quadratics of one Hessian";
    snprintf(path, sizeof path, "%s/theorem5_weakly_strongly_convex.csv", context->out);
    statements_claim(list, "T5", "Weakly strongly convex: the gap shrinks by 1 - mu eta per step "
                                 "down to at most (eta K1 + eta^2 K2)/(2 mu)");
    expectation_judge_all(&theorem5, list, shown, flat, seeds, path);
    expectation_judge_all(&theorem5, list, few, flat, seeds, NULL);
    expectation_judge_all(&theorem5, list, cases, unlike, seeds, NULL);
    expectation_judge_all(&theorem5, list, few, alike, seeds, NULL);
    expectation_judge_all(&theorem5, list, few, logistic, seeds, NULL);
    expectation_judge_all(&theorem5, list, with_lambda, logistic, seeds, NULL);
    expectation_judge_all(&theorem5, list, without_forecast, unlike, seeds / 2, NULL);
    expectation_judge_all(&theorem5, list, without_forecast, flat, seeds / 2, NULL);
    if (context->images) {
        expectation_judge_all(&theorem5, list, on_images, context->images,
                              context->full ? 64 : 16, NULL);
        expectation_judge_all(&theorem5, list, on_images_exactly, context->images, 2, NULL);
        expectation_judge_bias(&theorem5, list, context->images, 0.1);
    }
    expectation_judge_refusals(&theorem5, list, unlike);
    expectation_judge_faults(&theorem5, list, &(faults){bowl, 0.2, 300, 256, 150});
    judge_by_mean(list, bowl);
    objective_free(bowl);
    objective_free(flat);
    objective_free(unlike);
    objective_free(alike);
    objective_free(logistic);
}
