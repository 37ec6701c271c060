/* Theorem 7(c). Without noise and with rho(A(h)) < 1 agents come to rest where
   (I - M) x = -eta (I + T) grad, grad_k = grad f_k(x_k); hence sum_k q_k grad f_k(x_k) = 0 exactly,
   lambda moves nothing, and |x_k - argmin sum_k q_k f_k| = O(eta). With agent k's gradients divided
   by N q_k, where all q_k > 0, the same with F = (1/N) sum_k f_k. Stale mixing: without T, and p in
   place of q. Source: docs/theory.md, sections 7(c) and 12, Corollary 2(d).
   Measured: the end of runs on quadratics, with one Hessian and with one for each agent, against
   the linear system. */
#include "check.h"
#include "fixed_point.h"
#include "rest.h"

#include "../harness/support.h"
#include "../harness/vectors.h"

#include <gsl/gsl_randist.h>
#include <math.h>

enum { N = REST_AGENTS };

/* The conditioning of the system is 1/eta at most and runs round as many terms: three digits. */
static const double ROUNDING = 1e-12;
/* How far a ratio of O(eta) quantities may be from 1/2: a share of eta itself. */
static const double HALF = 0.05;

static rest_problem problem_new(bool shared_hessian)
{
    rest_problem self;
    gsl_rng *rng = rng_new(1, 0, RNG_PROBLEM);
    size_t k, c;
    for (k = 0; k < N; k++) {
        for (c = 0; c < REST_DIMENSION; c++) {
            double h = 0.5 * pow(4, gsl_rng_uniform(rng));
            self.hessian[k * REST_DIMENSION + c] = shared_hessian && k > 0 ? self.hessian[c] : h;
            self.center[k * REST_DIMENSION + c] = gsl_ran_gaussian_ziggurat(rng, 1);
        }
    }
    self.objective = objective_quadratic(N, REST_DIMENSION, self.hessian, self.center, 0);
    gsl_rng_free(rng);
    return self;
}

static double distance(const double *x, const double *y)
{
    double worst = 0;
    size_t j;
    for (j = 0; j < REST_SIZE; j++) {
        double away = fabs(x[j] - y[j]);
        worst = larger_or_nan(worst, away);
    }
    return worst;
}

/* max over coordinates of |sum_k weight_k grad f_k(x_k)| */
static double force(const rest_problem *p, const double *weight, const double *x)
{
    double worst = 0;
    size_t k, c;
    for (c = 0; c < REST_DIMENSION; c++) {
        double sum = 0;
        for (k = 0; k < N; k++) {
            size_t j = k * REST_DIMENSION + c;
            sum += weight[k] * p->hessian[j] * (x[j] - p->center[j]);
        }
        worst = larger_or_nan(worst, fabs(sum));
    }
    return worst;
}

/* max_k |x_k - argmin sum_k weight_k f_k| */
static double bias_of(const rest_problem *p, const double *weight, const double *x)
{
    double minimiser[REST_DIMENSION], all[REST_SIZE];
    size_t j;
    objective_quadratic_minimiser(p->objective, weight, minimiser);
    for (j = 0; j < REST_SIZE; j++) {
        all[j] = minimiser[j % REST_DIMENSION];
    }
    return distance(x, all);
}

static void judge(statements *list, const char *label, const char *what, double error, double bound,
                  verdict expected)
{
    char text[160];
    snprintf(text, sizeof text, "%s: %s", label, what);
    statements_add(list, "T7d", text, error, bound, judge_at_most(error, bound), expected,
                   "e2_bias");
}

/* weight: q, p of stale mixing, or 1/N with the correction. */
static void run_case(statements *list, const char *label, rest_method m, const rest_problem *p,
                     const double *weight)
{
    double solved[REST_SIZE], run[REST_SIZE], far, near;
    rest_by_theory(&m, p, solved);
    rest_by_run(&m, p, run);
    judge(list, label, "rest of a run", distance(run, solved), ROUNDING, HOLDS);
    judge(list, label, "weighted sum of gradients", force(p, weight, run), ROUNDING, HOLDS);
    if (m.how->forecast) {
        m.lambda = 0.3;
        rest_by_run(&m, p, run);
        judge(list, label, "lambda 0.3 moves it by", distance(run, solved), ROUNDING, HOLDS);
        m.lambda = 0;
    }
    m.eta = 0.01;
    rest_by_run(&m, p, run);
    far = bias_of(p, weight, run);
    m.eta = 0.005;
    rest_by_run(&m, p, run);
    near = bias_of(p, weight, run);
    judge(list, label, "distance to the minimiser halves with eta", fabs(near / far - 0.5), HALF,
          HOLDS);
}

/* 1/(N q_k), and 1/N */
static void correction(const setting *how, double *scale, double *equal)
{
    size_t k;
    for (k = 0; k < N; k++) {
        scale[k] = 1 / (N * how->average.q[k]);
        equal[k] = 1.0 / N;
    }
}

static void run_setting(statements *list, const char *name, const rest_problem *p, const char *kind)
{
    setting *one = setting_new(name, 4, 1), *half = setting_new(name, 4, 0.5);
    setting *stale = setting_stale_mixing(name, 4);
    double scale[N], equal[N];
    char label[96];
    snprintf(label, sizeof label, "%s; theta 1; %s", name, kind);
    run_case(list, label, (rest_method){one, 0.05, 0, NULL}, p, one->average.q);
    snprintf(label, sizeof label, "%s; theta 0.5; %s", name, kind);
    run_case(list, label, (rest_method){half, 0.05, 0, NULL}, p, half->average.q);
    snprintf(label, sizeof label, "%s; stale mixing; %s", name, kind);
    run_case(list, label, (rest_method){stale, 0.05, 0, NULL}, p, stale->average.p);
    correction(one, scale, equal);
    snprintf(label, sizeof label, "%s; theta 1; g/(N q); %s", name, kind);
    run_case(list, label, (rest_method){one, 0.05, 0, scale}, p, equal);
    setting_free(one);
    setting_free(half);
    setting_free(stale);
}

/* Two agents, weights 1/2, theta 1, age 8, eta h = 1/3: no single fixed point, and no stability. */
static void run_singular(statements *list)
{
    const double weights[] = {0.5, 0.5, 0.5, 0.5}, theta[] = {1, 1}, eta_h[] = {1.0 / 3, 1.0 / 3};
    const size_t ages[] = {0, 8, 8, 0};
    setting *how = setting_from("two agents", 2, weights, ages, theta, CLIP_TO_SELF, true);
    double determinant = fixed_point_determinant(how->mixing, true, eta_h);
    judge(list, "two agents; age 8; eta h 1/3", "determinant", fabs(determinant), 1e-15, HOLDS);
    setting_free(how);
}

static void run_controls(statements *list, const rest_problem *p)
{
    setting *how = setting_new("slow", 4, 1), *other = setting_new("slow", 4, 0.9);
    rest_method m = {how, 0.05, 0, NULL}, wrong = {other, 0.05, 0, NULL};
    double run[REST_SIZE], solved[REST_SIZE], scale[N], equal[N], far;
    correction(how, scale, equal);
    rest_by_run(&m, p, run);
    rest_by_theory(&wrong, p, solved);
    judge(list, "control: slow; theta 1", "rest of theta 0.9", distance(run, solved), ROUNDING,
          VIOLATED);
    judge(list, "control: slow; theta 1", "equal weights of gradients", force(p, equal, run),
          ROUNDING, VIOLATED);
    m.eta = 0.01;
    rest_by_run(&m, p, run);
    far = bias_of(p, equal, run);
    m.eta = 0.005;
    rest_by_run(&m, p, run);
    judge(list, "control: slow; theta 1", "distance to the minimiser of F halves with eta",
          fabs(bias_of(p, equal, run) / far - 0.5), HALF, VIOLATED);
    setting_free(how);
    setting_free(other);
}

void check_theorem7_fixed_point(statements *list, const check_context *context)
{
    static const char *const names[] = {"links", "slow", "mixed", "oneway", "cut"};
    rest_problem shared = problem_new(true), own = problem_new(false);
    size_t s;
    statements_claim(list, "T7d",
                     "Agents rest where the gradients weighted by q cancel and lambda does "
                     "not move that point");
    for (s = 0; s < sizeof names / sizeof *names; s++) {
        run_setting(list, names[s], &own, "own Hessians");
        if (s < 2 || context->full) {
            run_setting(list, names[s], &shared, "one Hessian");
        }
    }
    run_singular(list);
    run_controls(list, &own);
    objective_free(shared.objective);
    objective_free(own.objective);
}
