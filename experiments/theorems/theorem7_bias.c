/* Theorem 7(c) and Corollary 2, the bias. With odd data on two agents, the bias mean_i F(x_i) -
   min F of every method at rest follows from the linear system of section 7(c): PC-ASGD
   over-weights agents that are heard late, and is then far worse than stale mixing; dividing agent
   k's gradients by N q_k mends it up to O(eta^2). Source: docs/theory.md, sections 7(c), 8.1 and
   Table B.
   Measured: the end of runs; for the figure, seven methods in two settings at two ages. */
#include "check.h"
#include "rest.h"

#include "../harness/support.h"
#include "../harness/trace.h"
#include "../harness/vectors.h"

#include <math.h>

enum { N = REST_AGENTS };

typedef enum bar { PREDICT, HALF, CLIP, STALE, STALE_LONGER, FRESH, CORRECTED, BARS } bar;

static const char *const bar_names[BARS] = {
    [PREDICT] = "predict-only", [HALF] = "PC-ASGD 0.5",
    [CLIP] = "clip-only",       [STALE] = "stale mixing",
    [FRESH] = "synchronous",    [STALE_LONGER] = "stale mixing; eta (1+D)",
    [CORRECTED] = "predict-only; g/(N q)"};

/* Of values up to 2 with some ten squares of numbers of size 3. */
static const double ROUNDING = 1e-12;

static void judge(statements *list, const char *what, double measured, double bound,
                  verdict expected)
{
    statements_add(list, "T7e", what, measured, bound, judge_at_most(measured, bound), expected,
                   "e2_bias");
}

/* 1/(N q_k) */
static void correction(const setting *how, double *scale)
{
    size_t k;
    for (k = 0; k < N; k++) {
        scale[k] = 1 / (N * how->average.q[k]);
    }
}

/* Agents 0 and 4 have odd data: centre (3, 3, 0, 0, 0), all others 0; h = 1. */
static rest_problem odd_data(void)
{
    rest_problem self = {{0}, {0}, NULL};
    size_t j;
    for (j = 0; j < REST_SIZE; j++) {
        self.hessian[j] = 1;
        self.center[j] = (j / REST_DIMENSION) % 4 == 0 && j % REST_DIMENSION < 2 ? 3 : 0;
    }
    self.objective = objective_quadratic(N, REST_DIMENSION, self.hessian, self.center, 0);
    return self;
}

/* mean_i F(x_i) - min F */
static double excess(const rest_problem *p, const double *x)
{
    double equal[N], minimiser[REST_DIMENSION], sum = 0;
    size_t k;
    for (k = 0; k < N; k++) {
        equal[k] = 1.0 / N;
    }
    objective_quadratic_minimiser(p->objective, equal, minimiser);
    for (k = 0; k < N; k++) {
        sum += objective_mean_value(p->objective, x + k * REST_DIMENSION) / N;
    }
    return sum - objective_mean_value(p->objective, minimiser);
}

/* All bars of one setting; returns the largest |measured - exact|. */
static double find_biases(const char *name, size_t age, const rest_problem *p, double *measured,
                          double *exact)
{
    const double eta = 0.05;
    setting *one = setting_new(name, age, 1), *half = setting_new(name, age, 0.5);
    setting *clip = setting_new(name, age, 0), *stale = setting_stale_mixing(name, age);
    setting *fresh = setting_new("none", 0, 1);
    double scale[N], run[REST_SIZE], solved[REST_SIZE], worst = 0;
    const rest_method methods[BARS] = {
        [PREDICT] = {one, eta, 0, NULL},
        [HALF] = {half, eta, 0, NULL},
        [CLIP] = {clip, eta, 0, NULL},
        [STALE] = {stale, eta, 0, NULL},
        [FRESH] = {fresh, eta, 0, NULL},
        [STALE_LONGER] = {stale, eta * (1 + stale->average.D), 0, NULL},
        [CORRECTED] = {one, eta, 0, scale}};
    size_t b;
    correction(one, scale);
    for (b = 0; b < BARS; b++) {
        double error;
        rest_by_run(&methods[b], p, run);
        rest_by_theory(&methods[b], p, solved);
        measured[b] = excess(p, run);
        exact[b] = excess(p, solved);
        error = fabs(measured[b] - exact[b]);
        worst = larger_or_nan(worst, error);
    }
    setting_free(one);
    setting_free(half);
    setting_free(clip);
    setting_free(stale);
    setting_free(fresh);
    return worst;
}

static void run_group(statements *list, const char *name, size_t age, const rest_problem *p,
                      trace *data)
{
    double measured[BARS], exact[BARS], worst = find_biases(name, age, p, measured, exact);
    char text[128];
    size_t b;
    for (b = 0; b < BARS; b++) {
        double numbers[] = {measured[b], exact[b]};
        snprintf(text, sizeof text, "%s,%zu,%s", name, age, bar_names[b]);
        trace_row(data, text, numbers, 2);
    }
    snprintf(text, sizeof text, "%s age %zu: bias of seven methods by runs and by theory", name,
             age);
    judge(list, text, worst, ROUNDING, HOLDS);
    snprintf(text, sizeof text, "%s age %zu: stale mixing over predict-only", name, age);
    judge(list, text, measured[STALE] / measured[PREDICT], 1, HOLDS);
    snprintf(text, sizeof text, "%s age %zu: corrected over predict-only", name, age);
    judge(list, text, measured[CORRECTED] / measured[PREDICT], 1, HOLDS);
    snprintf(text, sizeof text, "control: %s age %zu: predict-only over synchronous", name, age);
    judge(list, text, measured[PREDICT] / measured[FRESH], 1, VIOLATED);
}

void check_theorem7_bias(statements *list, const check_context *context)
{
    static const char *const names[] = {"links", "slow"};
    static const size_t ages[] = {4, 16};
    rest_problem p = odd_data();
    trace *data = trace_new("setting,age,method,measured,exact");
    char path[4096];
    size_t s, a;
    statements_claim(list, "T7e",
                     "The bias of every method with odd data is what the linear system says "
                     "and the correction g/(N q) lessens it");
    trace_note(data, "eta: 0.05; h: 1; centres: 3 in two coordinates for agents 0 and 4; else 0");
    for (s = 0; s < 2; s++) {
        for (a = 0; a < 2; a++) {
            run_group(list, names[s], ages[a], &p, data);
        }
    }
    snprintf(path, sizeof path, "%s/e2_bias.csv", context->out);
    trace_write(data, path);
    trace_free(data);
    objective_free(p.objective);
}
