/* Theorem 3, sums and bound. The forecast error is e = -eta sum_s sum_j E_j(s) g_j(t-s) with
     E_j(s) = H_kj(s-tau) + tau [s = tau, j = k] - H_kj(s),   sum_s sum_j E_j(s) = 0,
   hence without noise, for lambda = 0,
     |e(t)| <= eta zeta E1 + eta Gamma eps(t) + eta^2 L G (C3 + S E1),
   E1 = sum |E_j(s)|, C3 = sum_s s |sum_j E_j(s)|, eps(t) = sum_{s>t} |sum_j E_j(s)|; zeta bounds
   |grad f_j - grad F_q| and Gamma |grad F_q| at the virtual iterates, G bounds the gradients, all three
   taken from the run. Assumptions: (M), (L). Source: docs/theory.md, Theorem 3.
   Measured: |sum of all E|, and the largest |e|/bound over a run. */
#include "check.h"
#include "record.h"
#include "series.h"
#include "virtual.h"

#include "../harness/support.h"

#include <math.h>
#include <stdlib.h>

enum { AGENTS = 8, DIMENSION = 4, AGE = 4, STEPS = 400, HORIZON = 3000 };

/* The sums reach 3000 x 8 terms; what is left behind the horizon has died out. */
static const double ROUNDING = 1e-9;

typedef struct error_sums {
    double total, E1, C3;
    double eps[HORIZON + 1]; /* eps[t] = sum_{s>t} |sum_j E_j(s)| */
} error_sums;

/* step_term: the forecast's own gradients, tau at s = tau. */
static void add_up(const series *of, size_t k, size_t tau, double step_term, error_sums *to)
{
    size_t s, j;
    to->total = 0;
    to->E1 = 0;
    to->C3 = 0;
    to->eps[HORIZON] = 0;
    for (s = HORIZON; s >= 1; s--) {
        double sum = 0;
        for (j = 0; j < AGENTS; j++) {
            double E = series_H(of, (long)s - (long)tau, k, j) - series_H(of, (long)s, k, j);
            E += s == tau && j == k ? step_term : 0;
            sum += E;
            to->E1 += fabs(E);
        }
        to->total += sum;
        to->C3 += (double)s * fabs(sum);
        to->eps[s - 1] = to->eps[s] + fabs(sum);
    }
}

static double norm(size_t n, const double *a)
{
    double sum = 0;
    size_t c;
    for (c = 0; c < n; c++) {
        sum += a[c] * a[c];
    }
    return sqrt(sum);
}

/* What the bound takes from the run. */
typedef struct run_constants {
    double zeta, Gamma, G, L, S;
} run_constants;

static run_constants measure(const record *run, const double *v)
{
    const objective *f = run->objective;
    run_constants m = {0, 0, 0, 0, 0};
    double g[AGENTS][DIMENSION];
    size_t t, k, c;
    for (t = 0; t <= run->steps; t++) {
        double mean[DIMENSION] = {0};
        for (k = 0; k < AGENTS; k++) {
            f->gradient(f, k, v + t * DIMENSION, g[k]);
            for (c = 0; c < DIMENSION; c++) {
                mean[c] += run->setting->average.q[k] * g[k][c];
            }
            m.G = t < run->steps ? fmax(m.G, norm(DIMENSION, record_g(run, (long)t, k))) : m.G;
            m.L = fmax(m.L, f->smoothness[k]);
            m.S = fmax(m.S, run->setting->response.S[k]);
        }
        m.Gamma = fmax(m.Gamma, norm(DIMENSION, mean));
        for (k = 0; k < AGENTS; k++) {
            for (c = 0; c < DIMENSION; c++) {
                g[k][c] -= mean[c];
            }
            m.zeta = fmax(m.zeta, norm(DIMENSION, g[k]));
        }
    }
    return m;
}

static double error_of_message(const record *run, size_t t, size_t k)
{
    double e[DIMENSION];
    size_t c;
    for (c = 0; c < DIMENSION; c++) {
        e[c] = record_x(run, (long)t - AGE, k)[c] - record_x(run, (long)t, k)[c] -
               run->eta * AGE * record_g(run, (long)t - AGE, k)[c];
    }
    return norm(DIMENSION, e);
}

/* The largest |e|/bound over all senders that somebody hears late, and all steps. */
static double worst_ratio(const record *run, const series *of, bool with_taylor)
{
    double *v = allocate_reals((run->steps + 1) * DIMENSION), worst = 0;
    error_sums *sums = allocate(1, sizeof *sums);
    run_constants m;
    size_t t, k, i;
    virtual_by_recursion(run, v);
    m = measure(run, v);
    for (k = 0; k < AGENTS; k++) {
        bool heard_late = false;
        for (i = 0; i < AGENTS; i++) {
            heard_late = heard_late || run->setting->mixing->Q[i * AGENTS + k] > 0;
        }
        add_up(of, k, AGE, AGE, sums);
        for (t = 1; heard_late && t < run->steps; t++) {
            double eta = run->eta, taylor = m.L * m.G * (sums->C3 + m.S * sums->E1);
            double bound = eta * m.zeta * sums->E1 + eta * m.Gamma * sums->eps[t] +
                           (with_taylor ? eta * eta * taylor : 0);
            double ratio = error_of_message(run, t, k) / bound;
            worst = ratio <= worst ? worst : ratio;
        }
    }
    free(v);
    free(sums);
    return worst;
}

static void judge(statements *list, const char *what, double measured, double bound, verdict expected)
{
    statements_add(list, "T3", what, measured, bound, judge_at_most(measured, bound), expected, "");
}

static void run_case(statements *list, const char *name, const objective *different,
                     const objective *equal)
{
    setting *how = setting_new(name, AGE, 0.7);
    series *of = series_new(how, HORIZON);
    double start[AGENTS * DIMENSION];
    record_options options = {.eta = 0.02, .steps = STEPS, .seed = 1, .exact = true, .x0 = start};
    error_sums *sums = allocate(1, sizeof *sums);
    record *run;
    char what[128];
    size_t j;
    for (j = 0; j < AGENTS * DIMENSION; j++) {
        start[j] = 3;
    }
    add_up(of, 0, AGE, AGE, sums);
    snprintf(what, sizeof what, "%s: all E sum to zero", name);
    judge(list, what, fabs(sums->total), ROUNDING, HOLDS);
    add_up(of, 0, AGE, 0, sums);
    snprintf(what, sizeof what, "control: %s: all E sum to zero without the forecast's own term", name);
    judge(list, what, fabs(sums->total), ROUNDING, VIOLATED);
    run = record_run(how, different, &options);
    snprintf(what, sizeof what, "bound: %s; different f_k", name);
    judge(list, what, worst_ratio(run, of, true), 1, HOLDS);
    record_free(run);
    run = record_run(how, equal, &options);
    snprintf(what, sizeof what, "bound: %s; equal f_k", name);
    judge(list, what, worst_ratio(run, of, true), 1, HOLDS);
    snprintf(what, sizeof what, "control: bound: %s; equal f_k; without the Taylor part", name);
    judge(list, what, worst_ratio(run, of, false), 1, VIOLATED);
    record_free(run);
    free(sums);
    series_free(of);
    setting_free(how);
}

void check_theorem3_bound(statements *list, const check_context *context)
{
    objective *different = objective_random_quadratic(AGENTS, DIMENSION, 0.5, 2, 1, 0, 0, 1);
    objective *equal = objective_random_quadratic(AGENTS, DIMENSION, 0.5, 2, 0, 1, 0, 1);
    (void)context;
    run_case(list, "links", different, equal);
    run_case(list, "slow", different, equal);
    run_case(list, "cut", different, equal);
    run_case(list, "oneway", different, equal);
    objective_free(different);
    objective_free(equal);
}
