/* Theorem 4. Under (M), (L), (N), (G), and for lambda > 0 with bounded entries and kappa a_K < 1
   (Lemma 2), and eta <= 1/L_q, L_q = sum_k q_k L_k,
     (1/T) sum_{t<T} E|grad F_q(v_t)|^2 <= 2 (F_q(x0) - inf F_q)/(eta T) + eta K1 + (1/T) sum_t
     delta_t^2
                                        <= the same with eta^2 K2 in place of the last mean,
   K1 = L_q sigma^2 |q|^2, K2 of closed.h. Nothing is assumed about convexity. Source:
   docs/theory.md, Theorem 4; the closed form with K2 sharpened: closed.h.
   Measured: the left side, mean over seeds, and delta_t^2 of the tight form. G, Gamma and sigma are
   those of the runs: for data the exact variance of the drawn gradients at the largest point met.
   Stale mixing: the same with the step eta/(1+D) and the weights p (Corollary 1), lambda = 0.
   The tight form cannot tell a wrong program from a right one (expectation.h). */
#include "expectation.h"

#include <stdio.h>

enum { DIMENSION = 4 };

static void fill(const ensemble *runs, const closed_constants *closed, forms *to)
{
    const double eta = runs->step;
    size_t T = runs->of.steps, s, t;
    for (s = 0; s < runs->of.seeds; s++) {
        double slopes = 0, drifts = 0;
        for (t = 0; t < T; t++) {
            slopes += runs->slope[s * T + t];
            drifts += runs->drift[s * T + t];
            to->measured[s * T + t] = slopes / (double)(t + 1);
            to->paid[s * T + t] = drifts / (double)(t + 1);
        }
    }
    for (t = 0; t < T; t++) {
        to->known[t] = 2 * runs->gap0 / (eta * (double)(t + 1)) + eta * closed->noise;
        to->closed[t] = to->known[t] + eta * eta * closed->drift;
        to->sharp[t] = to->known[t] + eta * eta * closed->sharp;
    }
}

static const expectation theorem4 = {
    .id = "T4", .measure = "(1/t) sum |grad F_q(v)|^2", .has_tight = true,
    .step_limit = one_over_smoothness, .fill = fill};

static const study cases[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 500, .in_figure = true},
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .lambda = 0.3, .steps = 500},
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 500, .from_lowest = true},
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .lambda = 0.3, .steps = 500,
     .from_lowest = true},
    {.setting = "slow", .age = 8, .theta = 1, .eta = 0.02, .steps = 500},
    {.setting = "slow", .age = 8, .theta = 1, .eta = 0.02, .lambda = 0.3, .steps = 500},
    {.setting = "mixed", .age = 4, .theta = 0.3, .eta = 0.01, .steps = 1000},
    {.setting = "mixed", .age = 4, .theta = 0.3, .eta = 0.01, .lambda = 0.3, .steps = 1000},
    {.setting = "cut", .age = 4, .theta = 0.5, .eta = 0.02, .steps = 500},
    {.setting = "oneway", .age = 4, .theta = 0.7, .eta = 0.5, .steps = 500},
    {.setting = "oneway", .age = 4, .theta = 0.7, .eta = 0.5, .lambda = 0.03, .steps = 500},
    {.setting = NULL}};

/* Corollary 1': the same with eta/(1+D) and p. */
static const study without_forecast[] = {
    {.setting = "links", .age = 4, .eta = 0.04, .steps = 500, .stale = true},
    {.setting = "slow", .age = 8, .eta = 0.04, .steps = 500, .stale = true},
    {.setting = "oneway", .age = 16, .eta = 0.5, .steps = 500, .stale = true},
    {.setting = "cut", .age = 4, .eta = 0.04, .steps = 500, .from_lowest = true, .stale = true},
    {.setting = NULL}};

/* On real data. */
static const study on_images[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 300},
    {.setting = "slow", .age = 4, .theta = 1, .eta = 0.01, .steps = 300, .lambda = 0.1},
    {.setting = NULL}};

static const study on_images_exactly[] = {
    {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04, .steps = 300, .exact = true},
    {.setting = NULL}};

void check_theorem4(statements *list, const check_context *context)
{
    objective *wells = objective_random_wells(8, DIMENSION, 1, 0.7, 1, 1);
    objective *bowl = objective_random_quadratic(8, DIMENSION, 2, 2, 0.5, 1, 1, 1);
    char path[4096];
    snprintf(path, sizeof path, "%s/theorem4_nonconvex.csv", context->out);
    statements_claim(list, "T4", "Smooth objectives: the mean square gradient at the virtual "
                                 "average is at most 2 gap/(eta T) + eta K1 + eta^2 K2");
    expectation_judge_all(&theorem4, list, cases, wells, context->full ? 1024 : 64, path);
    expectation_judge_all(&theorem4, list, without_forecast, wells, context->full ? 1024 : 32,
                          NULL);
    if (context->images) {
        expectation_judge_all(&theorem4, list, on_images, context->images,
                              context->full ? 64 : 16, NULL);
        expectation_judge_all(&theorem4, list, on_images_exactly, context->images, 2, NULL);
        expectation_judge_bias(&theorem4, list, context->images, 0.1);
    }
    expectation_judge_refusals(&theorem4, list, wells);
    expectation_judge_faults(&theorem4, list, &(faults){bowl, 0.1, 500, 32, 300});
    objective_free(wells);
    objective_free(bowl);
}
