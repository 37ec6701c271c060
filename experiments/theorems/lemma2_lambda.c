/* Lemma 2. With |entries of g| <= G_inf, kappa = eta lambda G_inf^2 and kappa a_K < 1, lambda's
   part of a step is at most
     |l_i(t)|_2 <= Lambda = kappa a_H G / (1 - kappa a_K),   |.|_2 = root mean square,
   for all agents and steps: of order eta lambda. a_H, a_K: lambda_bounds.h. Source: docs/theory.md,
   Lemma 2. Its proof only adds up norms, so it holds exactly for the empirical norm over any set of
   seeds, with G and G_inf the largest that were met: no statistics, a single run is enough.
   Measured: the largest root mean square over seeds of |l_i(t)|, l recomputed from its
   definition. */
#include "check.h"
#include "lambda_bounds.h"
#include "record.h"
#include "virtual.h"

#include "../harness/support.h"
#include "../harness/vectors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIMENSION = 4, STEPS = 200 };

typedef struct lambda_case {
    const char *setting;
    size_t age;
    double theta, eta, lambda;
} lambda_case;

/* The largest over steps from `from` on of root mean squares over seeds, and of all entries. */
typedef struct sizes {
    double part, G, entry;
} sizes;

static void add_run(const record *run, double *parts, double *gradients, double *entry)
{
    double *l = allocate_reals(run->n);
    size_t t, i, c;
    for (t = 0; t < run->steps; t++) {
        for (i = 0; i < run->agents; i++) {
            const double *g = record_g(run, (long)t, i);
            virtual_lambda_part(run, t, i, l);
            parts[t * run->agents + i] += square_of(run->n, l);
            gradients[t * run->agents + i] += square_of(run->n, g);
            for (c = 0; c < run->n; c++) {
                entry[t] = fmax(entry[t], fabs(g[c]));
            }
        }
    }
    free(l);
}

/* Gradients count from step `from` on: 0, or later for a control. */
static sizes measure(const lambda_case *of, const setting *how, const objective *f, size_t seeds,
                     size_t from)
{
    size_t N = how->agents, s, j;
    double *parts = allocate_reals(STEPS * N), *gradients = allocate_reals(STEPS * N);
    double *entry = allocate_reals(STEPS);
    record_options options = {.eta = of->eta, .lambda = of->lambda, .steps = STEPS};
    sizes largest = {0, 0, 0};
    for (s = 0; s < seeds; s++) {
        record *run;
        options.seed = s + 1;
        run = record_run(how, f, &options);
        add_run(run, parts, gradients, entry);
        record_free(run);
    }
    for (j = 0; j < STEPS * N; j++) {
        double part = sqrt(parts[j] / (double)seeds);
        largest.part = larger_or_nan(largest.part, part);
        if (j >= from * N) {
            largest.G = fmax(largest.G, sqrt(gradients[j] / (double)seeds));
            largest.entry = fmax(largest.entry, entry[j / N]);
        }
    }
    free(parts);
    free(gradients);
    free(entry);
    return largest;
}

/* bounds: of `how`, or of another setting for a control. */
static void judge(statements *list, const char *what, const lambda_case *of, const sizes *met,
                  const lambda_bounds *bounds, verdict expected)
{
    double limit = lambda_limit(bounds, of->eta * of->lambda * met->entry * met->entry, met->G);
    verdict found = isinf(limit) ? NOT_APPLICABLE : judge_at_most(met->part, limit);
    statements_add(list, "L2", what, met->part, limit, found, expected, "");
}

static void run_case(statements *list, const lambda_case *of, const objective *f, size_t seeds,
                     verdict expected)
{
    setting *how = setting_new(of->setting, of->age, of->theta);
    lambda_bounds bounds = lambda_bounds_new(how);
    sizes met = measure(of, how, f, seeds, 0);
    char what[160];
    snprintf(what, sizeof what, "%s%s %zu on %s; theta %g; eta %g; lambda %g; %zu seed%s",
             expected == HOLDS ? "" : "control: kappa a_K above 1; ", of->setting, of->age, f->name,
             of->theta, of->eta, of->lambda, seeds, seeds > 1 ? "s" : "");
    judge(list, what, of, &met, &bounds, expected);
    lambda_bounds_free(&bounds);
    setting_free(how);
}

/* One constant gradient for all agents: nothing cancels, the responses H(s) are not negative, and
   the lemma is as sharp as it gets. */
static objective *one_slope(void)
{
    static const double slope[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    objective *self = objective_linear(8, 1, slope, 0);
    self->name = "one slope";
    return self;
}

static void run_controls(statements *list, const objective *f)
{
    static const lambda_case of = {"links", 8, 1, 0.05, 0.05};
    setting *how = setting_new(of.setting, of.age, of.theta);
    setting *young = setting_new(of.setting, 2, of.theta);
    lambda_bounds bounds = lambda_bounds_new(how), wrong = lambda_bounds_new(young);
    sizes met = measure(&of, how, f, 1, 0), late = measure(&of, how, f, 1, STEPS / 2);
    judge(list, "control: bounds of the same links at age 2", &of, &met, &wrong, VIOLATED);
    judge(list, "control: gradients of the second half only", &of, &late, &bounds, VIOLATED);
    lambda_bounds_free(&bounds);
    lambda_bounds_free(&wrong);
    setting_free(how);
    setting_free(young);
}

void check_lemma2(statements *list, const check_context *context)
{
    static const lambda_case cases[] = {
        {"links", 4, 0.7, 0.04, 0.1}, {"slow", 4, 1, 0.01, 0.1},  {"slow", 8, 0.5, 0.01, 0.1},
        {"mixed", 4, 0.3, 0.04, 0.1}, {"cut", 4, 0.5, 0.02, 0.1}, {"oneway", 4, 0.7, 0.04, 0.1}};
    static const lambda_case unstable = {"links", 16, 1, 0.05, 1};
    objective *wells = objective_random_wells(8, DIMENSION, 1, 0.7, 1, 1);
    objective *logistic = objective_logistic(8, DIMENSION, 40, 5, 0, 0.5, 1);
    objective *slope = one_slope();
    objective *steep = objective_random_quadratic(8, DIMENSION, 0.5, 2, 0.1, 1, 0, 1);
    size_t j, most = context->full ? 64 : 8;
    statements_claim(list, "L2", "The part of a step that lambda adds is of order eta lambda");
    for (j = 0; j < sizeof cases / sizeof *cases; j++) {
        run_case(list, &cases[j], wells, most, HOLDS);
        run_case(list, &cases[j], logistic, most, HOLDS);
        run_case(list, &cases[j], slope, 1, HOLDS);
    }
    run_case(list, &unstable, wells, 1, NOT_APPLICABLE);
    run_controls(list, steep);
    objective_free(wells);
    objective_free(logistic);
    objective_free(slope);
    objective_free(steep);
}
