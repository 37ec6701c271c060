#include "expectation.h"

#include "faulty.h"

#include "../harness/support.h"
#include "../harness/trace.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

enum { CURVE_POINTS = 40 };

static const char figure[] = "e2_bounds";

double one_over_smoothness(const setting *how, const objective *f, const double *q, double lambda)
{
    double sum = 0;
    size_t k;
    (void)how;
    (void)lambda;
    for (k = 0; k < f->agents; k++) {
        sum += q[k] * f->smoothness[k];
    }
    return 1 / sum;
}

static forms forms_new(size_t seeds, size_t steps)
{
    return (forms){allocate_reals(seeds * steps), allocate_reals(seeds * steps),
                   allocate_reals(steps), allocate_reals(steps), allocate_reals(steps)};
}

static void forms_free(forms *self)
{
    free(self->measured);
    free(self->paid);
    free(self->known);
    free(self->closed);
    free(self->sharp);
}

/* What is said about one case, after a colon. */
static void name_case(const study *of, const char *form, char *text, size_t size)
{
    if (of->what) {
        snprintf(text, size, "control: %s%s%s", of->what, form[0] ? ": " : "", form);
    } else {
        snprintf(text, size, "%s%s %zu on %s%s; theta %g; eta %g; lambda %g%s%s%s",
                 of->stale ? "stale mixing; " : "", of->setting, of->age, of->f->name,
                 of->exact ? " without noise" : "",
                 of->stale ? 1 : of->theta, of->eta, of->lambda,
                 of->from_lowest ? "; from the minimum" : "", form[0] ? ": " : "", form);
    }
}

static void add_row(const expectation *self, statements *list, const study *of, const char *form,
                    estimate left, double slack_error, double bound)
{
    char what[256];
    name_case(of, form, what, sizeof what);
    statements_add(list, self->id, what, left.mean, bound,
                   judge_mean_at_most(left.mean, slack_error, bound), of->expected,
                   of->in_figure ? figure : "");
}

static void not_applicable(const expectation *self, statements *list, const study *of,
                           double measured, double bound)
{
    char what[256];
    name_case(of, "", what, sizeof what);
    statements_add(list, self->id, what, measured, bound, NOT_APPLICABLE, of->expected, "");
}

/* Seed s's value after t+1 steps, for all seeds. */
static void column(const ensemble *runs, const double *series, size_t t, double *out)
{
    size_t s;
    for (s = 0; s < runs->of.seeds; s++) {
        out[s] = series[s * runs->of.steps + t];
    }
}

/* The right side of the tight form is an estimate as well, from the same runs: what has an error is
   the difference of both sides. */
static estimate tight_side(const ensemble *runs, const forms *all, size_t t, double *slack_error)
{
    size_t seeds = runs->of.seeds, s;
    double *left = allocate_reals(seeds), *paid = allocate_reals(seeds);
    estimate right;
    column(runs, all->measured, t, left);
    column(runs, all->paid, t, paid);
    right = estimate_of(seeds, paid);
    for (s = 0; s < seeds; s++) {
        left[s] -= paid[s];
    }
    *slack_error = estimate_of(seeds, left).standard_error;
    right.mean += all->known[t];
    free(left);
    free(paid);
    return right;
}

static void write_curve(const expectation *self, const ensemble *runs, const forms *all,
                        const char *path)
{
    trace *to = trace_new("step,measured,low,high,tight,closed,sharp");
    size_t seeds = runs->of.seeds, steps = runs->of.steps, point;
    double *left = allocate_reals(seeds), error;
    trace_note(to, "%s: %s on %s, theta %g, eta %g, lambda %g", self->id, runs->of.how->name,
               runs->of.f->name, runs->of.how->theta[0], runs->of.eta, runs->of.lambda);
    trace_note(to, "measured: %s, mean over %zu seeds; low, high: its 10 and 90 %% quantiles",
               self->measure, seeds);
    for (point = 1; point <= CURVE_POINTS; point++) {
        size_t t = point * steps / CURVE_POINTS - 1;
        double row[7] = {(double)(t + 1)};
        column(runs, all->measured, t, left);
        row[1] = gsl_stats_mean(left, 1, seeds);
        gsl_sort(left, 1, seeds);
        row[2] = gsl_stats_quantile_from_sorted_data(left, 1, seeds, 0.1);
        row[3] = gsl_stats_quantile_from_sorted_data(left, 1, seeds, 0.9);
        row[4] = tight_side(runs, all, t, &error).mean;
        row[5] = all->closed[t];
        row[6] = all->sharp[t];
        trace_row(to, NULL, row, 7);
    }
    trace_write(to, path);
    trace_free(to);
    free(left);
}

static void judge_forms(const expectation *self, statements *list, const study *of,
                        const ensemble *runs, const closed_constants *closed)
{
    forms all = forms_new(of->seeds, of->steps);
    size_t last = of->steps - 1;
    double *left = allocate_reals(of->seeds), slack_error;
    estimate measured, right;
    self->fill(runs, closed, &all);
    column(runs, all.measured, last, left);
    measured = estimate_of(of->seeds, left);
    if (self->has_tight) {
        right = tight_side(runs, &all, last, &slack_error);
        add_row(self, list, of, "tight", measured, slack_error, right.mean);
    }
    if (!of->only_tight) {
        add_row(self, list, of, "closed", measured, measured.standard_error, all.closed[last]);
    }
    if (!of->only_tight && all.sharp[last] > 0) {
        add_row(self, list, of, "closed and sharpened", measured, measured.standard_error,
                all.sharp[last]);
    }
    if (of->in_figure) {
        write_curve(self, runs, &all, of->path);
    }
    free(left);
    forms_free(&all);
}

static void run_study(const expectation *self, statements *list, const study *of,
                      const setting *how, const double *q)
{
    ensemble_options options = {.how = how, .f = of->f, .eta = of->eta, .lambda = of->lambda,
                                .steps = of->steps, .seeds = of->seeds, .exact = of->exact, .q = q};
    minimum lowest = minimum_of(of->f, q);
    ensemble *runs;
    closed_constants closed;
    options.x0 = of->from_lowest ? lowest.x : NULL;
    runs = ensemble_new(&options);
    closed = closed_new(runs);
    if (isinf(closed.Lambda)) {
        not_applicable(self, list, of, NAN, NAN);
    } else {
        judge_forms(self, list, of, runs, &closed);
    }
    closed_free(&closed);
    ensemble_free(runs);
    minimum_free(&lowest);
}

void expectation_judge(const expectation *self, statements *list, const study *of)
{
    setting *how = of->stale ? setting_stale_mixing(of->setting, of->age)
                             : setting_new(of->setting, of->age, of->theta);
    double *uniform = allocate_reals(how->agents), limit;
    const double *q = of->mean_objective ? uniform : how->share;
    size_t k;
    for (k = 0; k < how->agents; k++) {
        uniform[k] = 1 / (double)how->agents;
    }
    if (!how->converges) {
        not_applicable(self, list, of, NAN, NAN);
    } else {
        how->step = of->unit_step ? 1 : how->step;
        limit = self->step_limit(how, of->f, q, of->lambda);
        if (of->any_step || of->eta * how->step <= limit) {
            run_study(self, list, of, how, q);
        } else {
            not_applicable(self, list, of, of->eta * how->step, limit);
        }
    }
    free(uniform);
    setting_free(how);
}

void expectation_judge_all(const expectation *self, statements *list, const study *table,
                           const objective *f, size_t seeds, const char *path)
{
    size_t j;
    for (j = 0; table[j].setting; j++) {
        study of = table[j];
        of.f = f;
        of.seeds = seeds;
        of.path = path;
        expectation_judge(self, list, &of);
    }
}

static const study refused[] = {
    {.what = "fresh links that do not connect; theta 0", .setting = "cut", .age = 4, .eta = 0.04,
     .steps = 50, .expected = NOT_APPLICABLE},
    {.what = "kappa a_K above 1", .setting = "links", .age = 16, .theta = 1, .eta = 0.1,
     .lambda = 1, .steps = 50, .expected = NOT_APPLICABLE},
    {.what = "eta L_q above 1", .setting = "links", .age = 4, .theta = 0.7, .eta = 2.2, .steps = 50,
     .expected = NOT_APPLICABLE},
    {.what = "eta L_q/(1+D) above 1 for stale mixing", .setting = "links", .age = 4, .eta = 2.2,
     .steps = 50, .stale = true, .expected = NOT_APPLICABLE},
    {.setting = NULL}};

void expectation_judge_refusals(const expectation *self, statements *list, const objective *f)
{
    expectation_judge_all(self, list, refused, f, 2, NULL);
}

/* Without noise, so that two seeds are one too many. */
static void judge_still(const expectation *self, statements *list, size_t stale_steps)
{
    enum { DIMENSION = 4 };
    objective *still = objective_random_quadratic(8, DIMENSION, 2, 2, 0, 1, 0, 1);
    const study too_long = {.what = "eta L_q = 2.2 in spite of the limit", .setting = "none",
                            .f = still, .eta = 1.1, .steps = 30, .seeds = 2, .any_step = true,
                            .only_tight = true, .expected = VIOLATED};
    const study unit_step = {.what = "unit step claimed for stale mixing", .setting = "slow",
                             .age = 16, .f = still, .eta = 0.02, .steps = stale_steps, .seeds = 2,
                             .stale = true, .unit_step = true, .only_tight = true,
                             .expected = VIOLATED};
    expectation_judge(self, list, &too_long);
    expectation_judge(self, list, &unit_step);
    objective_free(still);
}

static const study from_the_minimum = {.setting = "links", .age = 4, .theta = 0.7, .eta = 0.04,
                                       .from_lowest = true, .only_tight = true,
                                       .expected = VIOLATED};

static void judge_biased(const expectation *self, statements *list, const char *where,
                         const faults *of)
{
    objective *biased = faulty_biased(of->bowl, of->bias);
    study s = from_the_minimum;
    char what[64];
    snprintf(what, sizeof what, "%sgradients with a bias of %g", where, of->bias);
    s.what = what;
    s.f = biased;
    s.steps = of->steps;
    s.seeds = of->seeds;
    expectation_judge(self, list, &s);
    objective_free(biased);
}

void expectation_judge_faults(const expectation *self, statements *list, const faults *of)
{
    objective *shared = faulty_shared_noise(of->bowl);
    study s = from_the_minimum;
    s.what = "the same noise for all agents";
    s.f = shared;
    s.steps = of->steps;
    s.seeds = of->seeds;
    expectation_judge(self, list, &s);
    judge_biased(self, list, "", of);
    judge_still(self, list, of->still_steps);
    objective_free(shared);
}

void expectation_judge_bias(const expectation *self, statements *list, const objective *data,
                            double bias)
{
    judge_biased(self, list, "images; ", &(faults){data, bias, 300, 8, 0});
}
