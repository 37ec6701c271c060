/* Softmax regression on a small data set that is written as IDX files and read back. */
#include "idx_files.h"

#include "../../experiments/harness/support.h"
#include "objective_checks.h"
#include "tolerances.h"

#include <math.h>

enum { COUNT = 40, SIDE = 3, PIXELS = SIDE * SIDE, CLASSES = DATASET_CLASSES };
enum { N = (PIXELS + 1) * CLASSES, AGENTS = 2, BATCH = 5 };

static dataset *data;

static void begin(void)
{
    scratch_begin();
    idx_write("", "train", COUNT, SIDE, SIDE, false);
    data = dataset_read(scratch_folder, DATASET_TRAIN);
}

static void end(void)
{
    dataset_free(data);
    scratch_end();
}

TestSuite(objective_softmax, .init = begin, .fini = end);

/* Agent 0 has the first 25 samples, agent 1 the rest. */
static objective *problem(double l2)
{
    const size_t count[AGENTS] = {25, COUNT - 25};
    size_t *share[AGENTS], k, s;
    objective *f;
    for (k = 0; k < AGENTS; k++) {
        share[k] = allocate(count[k], sizeof **share);
        for (s = 0; s < count[k]; s++) {
            share[k][s] = 25 * k + s;
        }
    }
    f = objective_softmax(data, AGENTS, share, count, BATCH, l2);
    free(share[0]);
    free(share[1]);
    return f;
}

static double score(size_t s, const double *x, size_t class)
{
    double sum = x[PIXELS * CLASSES + class];
    for (size_t p = 0; p < PIXELS; p++) {
        sum += data->image[s * PIXELS + p] / 255.0 * x[p * CLASSES + class];
    }
    return sum;
}

/* -log of the right class's share, as it is written */
static double naive_loss(size_t s, const double *x)
{
    double all = 0;
    for (size_t c = 0; c < CLASSES; c++) {
        all += exp(score(s, x, c));
    }
    return -log(exp(score(s, x, data->label[s])) / all);
}

Test(objective_softmax, gradient_samples_and_constants)
{
    objective *f = problem(0.03);
    check_gradient(f, 0.5, 5);
    check_sample_mean(f, 0.5, 2000, 6);
    check_constants(f, 0.5, 7);
    objective_free(f);
}

Test(objective_softmax, value_is_the_naive_one)
{
    objective *f = problem(0.03);
    gsl_rng *rng = rng_new(2, 0, RNG_PROBLEM);
    double *x = random_point(rng, N, 1), square = 0, sum[AGENTS] = {0};
    for (size_t c = 0; c < N; c++) {
        square += x[c] * x[c];
    }
    for (size_t s = 0; s < COUNT; s++) {
        sum[s >= 25] += naive_loss(s, x);
    }
    cr_assert(eq(sz, f->n, N));
    cr_assert(epsilon_eq(dbl, f->value(f, 0, x), sum[0] / 25 + 0.015 * square, TOL_OBJECTIVE));
    cr_assert(epsilon_eq(dbl, f->value(f, 1, x), sum[1] / 15 + 0.015 * square, TOL_OBJECTIVE));
    cr_assert(eq(dbl, f->convexity[0], 0.03));
    cr_assert(eq(dbl, f->convexity[1], 0.03));
    free(x);
    gsl_rng_free(rng);
    objective_free(f);
}

Test(objective_softmax, value_is_log_10_at_0)
{
    objective *f = problem(0.03);
    double *x = allocate_reals(N), loss, accuracy;
    cr_assert(epsilon_eq(dbl, f->value(f, 0, x), log(10), TOL_OBJECTIVE));
    cr_assert(epsilon_eq(dbl, f->value(f, 1, x), log(10), TOL_OBJECTIVE));
    softmax_evaluate(data, COUNT, x, &loss, &accuracy);
    cr_assert(epsilon_eq(dbl, loss, log(10), TOL_OBJECTIVE));
    free(x);
    objective_free(f);
}

Test(objective_softmax, large_margins_do_not_overflow)
{
    objective *f = problem(0);
    gsl_rng *rng = rng_new(2, 0, RNG_PROBLEM);
    double *x = random_point(rng, N, 1e5), *g = allocate_reals(N), loss, accuracy, sum = 0;
    for (size_t s = 0; s < 25; s++) { /* one class outweighs all others: loss = its lead */
        double best = score(s, x, 0);
        for (size_t c = 1; c < CLASSES; c++) {
            best = fmax(best, score(s, x, c));
        }
        sum += best - score(s, x, data->label[s]);
    }
    cr_assert(epsilon_eq(dbl, f->value(f, 0, x), sum / 25, 1e-6 * sum));
    softmax_evaluate(data, 25, x, &loss, &accuracy);
    cr_assert(epsilon_eq(dbl, loss, sum / 25, 1e-6 * sum));
    f->gradient(f, 0, x, g);
    for (size_t c = 0; c < N; c++) {
        cr_assert(le(dbl, fabs(g[c]), 1), "coordinate %zu", c);
    }
    free(x);
    free(g);
    gsl_rng_free(rng);
    objective_free(f);
}

/* Images that are all the same make the trace in L_k the largest eigenvalue; classes 0 and 1 alone
   and level make the Hessian in the scores as large as it can be, 1/2: L_k is attained. */
Test(objective_softmax, smoothness_is_attained)
{
    double *x = allocate_reals(N);
    objective *f;
    for (size_t s = 1; s < COUNT; s++) {
        memcpy(data->image + s * PIXELS, data->image, PIXELS);
    }
    for (size_t c = 2; c < CLASSES; c++) {
        x[PIXELS * CLASSES + c] = -100;
    }
    f = problem(0.03);
    cr_assert(epsilon_eq(dbl, largest_curvature(f, 0, x), f->smoothness[0], TOL_CURVATURE));
    objective_free(f);
    free(x);
}

/* The same change of all ten scores changes no probability: only the regularisation curves. */
Test(objective_softmax, strong_convexity_is_attained)
{
    objective *f = problem(0.03);
    double *x = allocate_reals(N), *v = allocate_reals(N);
    for (size_t c = 0; c < CLASSES; c++) {
        v[PIXELS * CLASSES + c] = 1 / sqrt(CLASSES);
        x[c] = 0.1 * (double)c;
    }
    cr_assert(epsilon_eq(dbl, curvature_along(f, 0, x, v), f->convexity[0], TOL_CURVATURE));
    free(x);
    free(v);
    objective_free(f);
}

/* Pixel p belongs to class p alone: a bright one speaks for its class. */
Test(objective_softmax, evaluate_counts_right_answers)
{
    double *x = allocate_reals(N), loss, accuracy;
    memset(data->image, 0, COUNT * PIXELS);
    for (size_t s = 0; s < COUNT; s++) {
        data->label[s] = (unsigned char)(s % PIXELS);
        data->image[s * PIXELS + s % PIXELS] = 255;
    }
    for (size_t p = 0; p < PIXELS; p++) {
        x[p * CLASSES + p] = 2;
    }
    softmax_evaluate(data, COUNT, x, &loss, &accuracy);
    cr_assert(eq(dbl, accuracy, 1));
    cr_assert(epsilon_eq(dbl, loss, log(1 + 9 * exp(-2)), TOL_OBJECTIVE));
    data->label[0] = 9;
    data->label[7] = 3;
    data->label[20] = 0;
    softmax_evaluate(data, COUNT, x, &loss, &accuracy);
    cr_assert(eq(dbl, accuracy, (COUNT - 3.0) / COUNT));
    softmax_evaluate(data, 10, x, &loss, &accuracy);
    cr_assert(eq(dbl, accuracy, 0.8));
    cr_assert(epsilon_eq(dbl, loss, log(1 + 9 * exp(-2)) + 2 * 2 / 10.0, TOL_OBJECTIVE));
    free(x);
}

/* The shares are copied; another agent's share changes nothing for the first. */
Test(objective_softmax, an_agent_knows_only_its_share)
{
    objective *f = problem(0.03), *same = problem(0.03);
    gsl_rng *rng = rng_new(2, 0, RNG_PROBLEM);
    double *x = random_point(rng, N, 1), before = f->value(f, 0, x), other = f->value(f, 1, x);
    check_same_data(f, same, AGENTS);
    data->label[30] = (unsigned char)((data->label[30] + 1) % CLASSES); /* agent 1's */
    cr_assert(eq(dbl, f->value(f, 0, x), before));
    cr_assert(ne(dbl, f->value(f, 1, x), other));
    free(x);
    gsl_rng_free(rng);
    objective_free(f);
    objective_free(same);
}
