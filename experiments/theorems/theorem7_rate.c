/* Theorem 7(a). On quadratics with one Hessian for all agents and lambda = 0, errors of curvature h
   shrink or grow by rho(A(h)) per step in the long run, A(h) the augmented matrix with P - eta h I
   and (1 - tau eta h) Q_tau in its first block row. Stale mixing: without the factors
   1 - tau eta h. Clip-only: theta = 0. No assumption on the graph is needed. Source:
   docs/theory.md, section 7(a).
   Measured: a run without noise from a random start; the slope of the logarithm of its norm over
   the last third of a horizon in which it changes by up to 1e400, against rho by GSL. */
#include "check.h"
#include "growth.h"
#include "modes.h"
#include "spectrum.h"

#include "../harness/support.h"
#include "../harness/trace.h"
#include "../harness/vectors.h"

#include <math.h>

enum { CURVATURES = 4 };

static const double etas_h[CURVATURES] = {0.02, 0.05, 0.1, 0.2};

/* What the turning of complex pairs and the second largest eigenvalue leave: where its modulus is
   within 1e-4 of the largest (mixed; age 16; eta h = 0.05), 7e-6 is left after 10000 steps. Nearly
   everywhere else it is 1e-14. */
static const double ACCURACY = 1e-5;
/* Two ways to rho, one with one matrix for all states and one with a matrix for each class. */
static const double ROUNDING = 1e-9;

static double exact_rate(const setting *how, bool forecast, double eta_h)
{
    modes all = modes_new(how->mixing, forecast, eta_h);
    double radius = modes_radius(&all);
    modes_free(&all);
    return radius;
}

static double measured_rate(const setting *how, double eta_h, double rate, size_t most)
{
    growth_range range = growth_range_of(rate, most);
    record *run = growth_run(how, 1, &eta_h, range.start, range.steps);
    double growth = growth_per_step(run, 0, how->mixing->longest_age, 2 * run->steps / 3,
                                    run->steps);
    record_free(run);
    return growth;
}

static void judge(statements *list, const char *what, double error, double bound, verdict expected)
{
    statements_add(list, "T7a", what, error, bound, judge_at_most(error, bound), expected,
                   "e2_spectrum");
}

static const char *method_name(const setting *how)
{
    return how->forecast ? "PC-ASGD" : "stale mixing";
}

/* Frees the setting. */
static void run_case(statements *list, setting *how, size_t age, size_t most, double *worst_rho)
{
    double worst = 0;
    char what[128];
    size_t j;
    for (j = 0; j < CURVATURES; j++) {
        double rate = exact_rate(how, how->forecast, etas_h[j]);
        double error = fabs(measured_rate(how, etas_h[j], rate, most) - rate);
        double difference = how->forecast ? fabs(spectral_radius(how->mixing, etas_h[j]) - rate)
                                          : 0;
        worst = larger_or_nan(worst, error);
        *worst_rho = larger_or_nan(*worst_rho, difference);
    }
    snprintf(what, sizeof what, "%s; %s age %zu; theta %g: growth per step", method_name(how),
             how->name, age, how->theta[0]);
    judge(list, what, worst, ACCURACY, HOLDS);
    setting_free(how);
}

/* Eigenvalues of a few settings and the growth measured there, for the figure. */
static void write_figure(const check_context *context, size_t most)
{
    const struct {
        setting *how;
        double eta_h;
    } shown[] = {{setting_new("links", 4, 1), 0.05},
                 {setting_stale_mixing("links", 4), 0.05},
                 {setting_new("links", 16, 1), 0.05},
                 {setting_new("links", 16, 1), 0.2}};
    trace *data = trace_new("panel,eta_h,re,im,rho,measured");
    char path[4096];
    size_t s, i;
    for (s = 0; s < sizeof shown / sizeof *shown; s++) {
        modes all = modes_new(shown[s].how->mixing, shown[s].how->forecast, shown[s].eta_h);
        double rho = modes_radius(&all);
        double measured = measured_rate(shown[s].how, shown[s].eta_h, rho, most);
        for (i = 0; i < all.count; i++) {
            double row[] = {(double)s, shown[s].eta_h, all.re[i], all.im[i], rho, measured};
            trace_row(data, NULL, row, 6);
        }
        modes_free(&all);
        setting_free(shown[s].how);
    }
    snprintf(path, sizeof path, "%s/e2_spectrum.csv", context->out);
    trace_write(data, path);
    trace_free(data);
}

/* The rate of stale mixing is not that of PC-ASGD, nor is that of another age. */
static void run_controls(statements *list, size_t most)
{
    setting *how = setting_new("links", 4, 1), *older = setting_new("links", 5, 1);
    double measured = measured_rate(how, 0.05, exact_rate(how, true, 0.05), most);
    judge(list, "control: rho of stale mixing for a run of PC-ASGD",
          fabs(measured - exact_rate(how, false, 0.05)), ACCURACY, VIOLATED);
    judge(list, "control: rho of age 5 for a run at age 4",
          fabs(measured - exact_rate(older, true, 0.05)), ACCURACY, VIOLATED);
    setting_free(how);
    setting_free(older);
}

void check_theorem7_rate(statements *list, const check_context *context)
{
    static const char *const names[] = {"links", "slow", "mixed", "cut", "oneway"};
    static const double thetas[] = {0, 0.5, 1};
    static const size_t ages[] = {4, 16, 9};
    size_t most = context->full ? 60000 : 15000, s, a, j;
    double worst_rho = 0;
    statements_claim(list, "T7a",
                     "On quadratics with one Hessian the error grows or shrinks by the "
                     "spectral radius of A(h) per step");
    for (s = 0; s < sizeof names / sizeof *names; s++) {
        for (a = 0; a < (context->full ? 3 : 2); a++) {
            for (j = 0; j < 3; j++) {
                run_case(list, setting_new(names[s], ages[a], thetas[j]), ages[a], most,
                         &worst_rho);
            }
            run_case(list, setting_stale_mixing(names[s], ages[a]), ages[a], most,
                         &worst_rho);
        }
    }
    judge(list, "rho in all these settings by one matrix and by classes", worst_rho, ROUNDING,
          HOLDS);
    write_figure(context, most);
    run_controls(list, most);
}
