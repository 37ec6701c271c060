/* Theorem 7(a), the limit of the step. Errors of curvature h die out for every eta h below the
   first value where rho(A(h)) = 1, and grow just above it. Source: docs/theory.md, sections 7(a)
   and 8.4.
   Measured: the growth per step of runs without noise at 0.98 and at 1.02 of that value; for the
   figure also on a grid of ages and eta h. */
#include "check.h"
#include "growth.h"
#include "modes.h"
#include "spectrum.h"

#include "../harness/support.h"
#include "../harness/trace.h"

enum { CURVATURES = 45, OLDEST = 16 };

static const double SPACING = 0.02;

static double rate(const setting *how, double eta_h)
{
    modes all;
    double radius;
    if (how->forecast) {
        return spectral_radius(how->mixing, eta_h); /* smaller matrices */
    }
    all = modes_new(how->mixing, false, eta_h);
    radius = modes_radius(&all);
    modes_free(&all);
    return radius;
}

/* The first eta h where the rate is 1: up in steps of 1/8, then by bisection. */
static double limit_of(const setting *how, double accuracy)
{
    double stable = 0, unstable = 0.125;
    while (rate(how, unstable) < 1) {
        stable = unstable;
        unstable += 0.125;
    }
    while (unstable - stable > accuracy) {
        double middle = (stable + unstable) / 2;
        if (rate(how, middle) < 1) {
            stable = middle;
        } else {
            unstable = middle;
        }
    }
    return stable;
}

static void judge(statements *list, const char *what, double growth, verdict expected)
{
    statements_add(list, "T7b", what, growth, 1, judge_at_most(growth, 1), expected,
                   "e2_stability_map");
}

/* Frees the setting. */
static void run_case(statements *list, setting *how, const char *method, size_t age)
{
    const double limit = limit_of(how, 1e-5), etas_h[] = {0.98 * limit, 1.02 * limit};
    record *run = growth_run(how, 2, etas_h, 1, 4000);
    char what[128];
    size_t c;
    for (c = 0; c < 2; c++) {
        double growth = growth_per_step(run, c, how->mixing->longest_age, 2000, 4000);
        snprintf(what, sizeof what, "%s%s; %s age %zu: growth per step at %.2f of the limit %.3f",
                 c == 0 ? "" : "control: ", method, how->name, age, c == 0 ? 0.98 : 1.02, limit);
        judge(list, what, growth, c == 0 ? HOLDS : VIOLATED);
    }
    record_free(run);
    setting_free(how);
}

static void run_setting(statements *list, const char *name, size_t age)
{
    run_case(list, setting_new(name, age, 1), "theta 1", age);
    run_case(list, setting_new(name, age, 0.5), "theta 0.5", age);
    run_case(list, setting_new(name, age, 0), "clip-only", age);
    run_case(list, setting_stale_mixing(name, age), "stale mixing", age);
}

static void map_age(trace *map, trace *limits, double theta, size_t age)
{
    setting *how = setting_new("links", age, theta);
    double etas_h[CURVATURES], limit = limit_of(how, 1e-4), row[4] = {theta, (double)age};
    record *run;
    size_t c;
    for (c = 0; c < CURVATURES; c++) {
        etas_h[c] = (double)(c + 1) * SPACING;
    }
    run = growth_run(how, CURVATURES, etas_h, 1, 600);
    for (c = 0; c < CURVATURES; c++) {
        row[2] = etas_h[c];
        row[3] = growth_per_step(run, c, age, 300, 600);
        trace_row(map, NULL, row, 4);
    }
    row[2] = limit;
    trace_row(limits, NULL, row, 3);
    record_free(run);
    setting_free(how);
}

static void write_to(const check_context *context, const char *name, trace *data)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.csv", context->out, name);
    trace_write(data, path);
    trace_free(data);
}

static void write_figure(const check_context *context)
{
    trace *map = trace_new("theta,age,eta_h,growth"), *limits = trace_new("theta,age,limit");
    size_t age;
    for (age = 1; age <= OLDEST; age++) {
        map_age(map, limits, 1, age);
        map_age(map, limits, 0.5, age);
    }
    write_to(context, "e2_stability_map", map);
    write_to(context, "e2_stability_limit", limits);
}

void check_theorem7_limit(statements *list, const check_context *context)
{
    static const size_t ages[] = {4, 16, 1, 8};
    size_t a;
    statements_claim(list, "T7b",
                     "Runs are stable up to the step where the spectral radius is one and "
                     "not beyond");
    for (a = 0; a < (context->full ? 4 : 2); a++) {
        run_setting(list, "links", ages[a]);
        run_setting(list, "slow", ages[a]);
    }
    run_case(list, setting_new("none", 0, 1), "synchronous", 0);
    write_figure(context);
}
