/* SPDX-License-Identifier: MIT
 *
 * Two agents worked by hand, eta = 1/2, f_i = (x - b_i)^2/2, x(0) = (4, 4), clip to self. All
 * denominators but those of the virtual iterate are powers of two and all weights are dyadic, so
 * that nothing rounds, in any element type: iterates, forecasts, candidates are compared exactly.
 */
#include "fixture.h"

enum { STEPS = 4, LONGEST_AGE = 3 };

typedef struct pair {
    double w[2][2], theta[2];
    size_t age[2]; /* of the message that agent i has from the other one */
    double b[2], lambda;
    double pi0[2], q[2]; /* invariant measures of the pair: they enter the virtual iterate only */
} pair;

typedef struct path {
    real x[STEPS + 1][2], g[STEPS + 1][2];
    real xhat[STEPS][2], pre[STEPS][2], clip[STEPS][2], moves[STEPS][2];
    double ell[STEPS][2]; /* the second-order part, as it enters the step */
} path;

static const double eta = 0.5, x_start = 4;

/* One agent's step t, with every function that takes part in it. */
static void move(const pair *a, path *out, int t, int i, pcasgd_history *history)
{
    const real start = (real)x_start, nothing = 0;
    const int k = 1 - i, sent = t - (int)a->age[i];
    const pcasgd_opts opts = {a->lambda, 0, 0}, plain = {0, 0, 0};
    pcasgd_neighbour row[2] = {
        {.x = &out->x[t][i], .w = a->w[i][i]},
        {.x = sent < 0 ? &start : &out->x[sent][k], .g = sent < 0 ? &nothing : &out->g[sent][k],
         .moves = &out->moves[t][i], .w = a->w[i][k], .age = a->age[i]}};
    real first_order;
    cr_assert(eq(int, pcasgd_history_push(history, &out->x[t][i]), PCASGD_OK));
    cr_assert(eq(int, pcasgd_history_sum(&out->moves[t][i], history, a->age[i]), PCASGD_OK));
    cr_assert(eq(int, pcasgd_clip_to_self(2, row, &opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_forecast(1, &first_order, &row[1], eta, &plain), PCASGD_OK));
    cr_assert(eq(int, pcasgd_forecast(1, &out->xhat[t][i], &row[1], eta, &opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_predict(1, 2, &out->pre[t][i], &out->g[t][i], row, eta, &opts),
                 PCASGD_OK));
    cr_assert(eq(int, pcasgd_clip(1, 2, &out->clip[t][i], &out->g[t][i], row, eta, &opts),
                 PCASGD_OK));
    cr_assert(eq(int, pcasgd_step(1, 2, &out->x[t + 1][i], &out->g[t][i], row, eta, a->theta[i],
                                  &opts), PCASGD_OK));
    out->ell[t][i] = a->theta[i] * a->w[i][k] * (double)(first_order - out->xhat[t][i]) / eta;
}

static void run(const pair *a, path *out)
{
    const real start = (real)x_start;
    real memory[2][2 * (LONGEST_AGE + 1)];
    pcasgd_history history[2];
    for (int i = 0; i < 2; i++) {
        cr_assert(eq(int, pcasgd_history_init(1, LONGEST_AGE, &history[i], memory[i], &start),
                     PCASGD_OK));
        out->x[0][i] = start;
    }
    for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < 2; i++) {
            out->g[t][i] = (real)((double)out->x[t][i] - a->b[i]);
        }
        for (int i = 0; i < 2; i++) {
            move(a, out, t, i, &history[i]);
        }
    }
}

/* The virtual iterate: an average over the last parameters less the gradients on their way. */
static double virtual_iterate(const pair *a, const path *p, int t)
{
    double v = 0;
    for (int i = 0; i < 2; i++) {
        const int k = 1 - i, age = (int)a->age[i];
        const double flow = a->pi0[i] * a->theta[i] * a->w[i][k];
        v += a->pi0[i] * (double)p->x[t][i];
        for (int s = 1; s <= age; s++) {
            int then = t - s;
            v += flow * (then < 0 ? x_start : (double)p->x[then][k]);
            v -= then < 0 ? 0 : eta * flow * age * (double)p->g[then][k];
        }
    }
    return v;
}

static void assert_path(const path *p, const double x[STEPS + 1][2])
{
    for (int t = 0; t <= STEPS; t++) {
        cr_assert(eq(ldbl, p->x[t][0], x[t][0]), "agent 1, step %d", t);
        cr_assert(eq(ldbl, p->x[t][1], x[t][1]), "agent 2, step %d", t);
    }
}

/* Its values, and that it moves by exactly eta times the weighted gradients and second orders. */
static void assert_virtual(const pair *a, const path *p, const double v[STEPS + 1])
{
    for (int t = 0; t <= STEPS; t++) {
        cr_assert(epsilon_eq(ldbl, virtual_iterate(a, p, t), v[t], TOL_VIRTUAL), "step %d", t);
    }
    for (int t = 0; t < STEPS; t++) {
        double descent = 0;
        for (int i = 0; i < 2; i++) {
            descent += a->q[i] * (double)p->g[t][i] + a->pi0[i] * p->ell[t][i];
        }
        cr_assert(epsilon_eq(ldbl, v[t + 1], v[t] - eta * descent, TOL_VIRTUAL), "step %d", t);
    }
}

/* A: both weights 1/2, theta 1/2; agent 1 hears a message of age 1, agent 2 a fresh one. */
static const pair pair_a = {.w = {{0.5, 0.5}, {0.5, 0.5}}, .theta = {0.5, 0.5}, .age = {1, 0},
                            .b = {0, 8}, .pi0 = {4.0 / 7, 2.0 / 7}, .q = {4.0 / 7, 3.0 / 7}};

/* C: as A, with ages 2 and 1. */
static const pair pair_c = {.w = {{0.5, 0.5}, {0.5, 0.5}}, .theta = {0.5, 0.5}, .age = {2, 1},
                            .b = {0, 6}, .pi0 = {4.0 / 11, 4.0 / 11}, .q = {5.0 / 11, 6.0 / 11}};

/* D: as C, with different weights and theta. */
static const pair pair_d = {.w = {{0.75, 0.25}, {0.5, 0.5}}, .theta = {0.75, 0.5}, .age = {2, 1},
                            .b = {0, 6}, .pi0 = {16.0 / 37, 12.0 / 37},
                            .q = {19.0 / 37, 18.0 / 37}};

Test(worked, example_a_stale_and_fresh)
{
    static const double x[STEPS + 1][2] = {
        {4, 4}, {2, 6}, {2, 5}, {9.0 / 4, 5}, {35.0 / 16, 41.0 / 8}};
    static const double xhat[STEPS] = {4, 6, 7, 13.0 / 2};
    static const double pre[STEPS][2] = {{2, 6}, {3, 5}, {7.0 / 2, 5}, {13.0 / 4, 41.0 / 8}};
    static const double clip[STEPS][2] = {{2, 6}, {1, 5}, {1, 5}, {9.0 / 8, 41.0 / 8}};
    static const double v[STEPS + 1] = {4, 26.0 / 7, 25.0 / 7, 51.0 / 14, 51.0 / 14};
    for (int lambda = 0; lambda <= 1; lambda++) {
        pair a = pair_a;
        path p;
        a.lambda = lambda; /* no effect: S = 0 at age 1 */
        run(&a, &p);
        assert_path(&p, x);
        for (int t = 0; t < STEPS; t++) {
            cr_assert(eq(ldbl, p.xhat[t][0], xhat[t]), "step %d", t);
            cr_assert(eq(ldbl, p.xhat[t][1], p.x[t][0]), "step %d, fresh", t);
            for (int i = 0; i < 2; i++) {
                cr_assert(eq(ldbl, p.pre[t][i], pre[t][i]), "step %d, agent %d", t, i + 1);
                cr_assert(eq(ldbl, p.clip[t][i], clip[t][i]), "step %d, agent %d", t, i + 1);
            }
        }
        assert_virtual(&a, &p, v);
    }
}

Test(worked, example_a_both_stale)
{
    static const double x[STEPS + 1][2] = {
        {4, 4}, {2, 6}, {2, 6}, {9.0 / 4, 23.0 / 4}, {37.0 / 16, 91.0 / 16}};
    static const double v[STEPS + 1] = {4, 4, 4, 4, 4};
    for (int lambda = 0; lambda <= 1; lambda++) {
        pair a = pair_a;
        path p;
        a.lambda = lambda;
        a.age[1] = 1;
        a.pi0[0] = a.pi0[1] = 0.4; /* p = (1/2, 1/2), D = 1/4 */
        a.q[0] = a.q[1] = 0.5;
        run(&a, &p);
        assert_path(&p, x);
        assert_virtual(&a, &p, v);
    }
}

Test(worked, example_c_first_order)
{
    static const double x[STEPS + 1][2] = {
        {4, 4}, {2, 5}, {3.0 / 2, 19.0 / 4}, {15.0 / 8, 71.0 / 16}, {63.0 / 32, 275.0 / 64}};
    static const double v[STEPS + 1] = {4, 40.0 / 11, 38.0 / 11, 38.0 / 11, 38.0 / 11};
    pair c = pair_c;
    path p;
    run(&c, &p);
    assert_path(&p, x);
    assert_virtual(&c, &p, v);
}

Test(worked, example_c_second_order)
{
    static const double x[STEPS + 1][2] = {
        {4, 4}, {2, 5}, {3.0 / 2, 19.0 / 4}, {23.0 / 8, 71.0 / 16}, {73.0 / 32, 275.0 / 64}};
    static const double v[STEPS + 1] = {4, 40.0 / 11, 38.0 / 11, 42.0 / 11, 159.0 / 44};
    static const double ell[STEPS] = {0, 0, -2, -1.0 / 8};
    pair c = pair_c;
    path p;
    c.lambda = 1;
    run(&c, &p);
    assert_path(&p, x);
    assert_virtual(&c, &p, v);
    for (int t = 0; t < STEPS; t++) {
        cr_assert(eq(dbl, p.ell[t][0], ell[t]), "step %d", t);
        cr_assert(eq(dbl, p.ell[t][1], 0), "step %d", t);
    }
}

Test(worked, example_d_first_order)
{
    static const double x[STEPS + 1][2] = {
        {4, 4}, {2, 5}, {11.0 / 8, 19.0 / 4}, {199.0 / 128, 71.0 / 16},
        {3299.0 / 2048, 137.0 / 32}};
    static const double v[STEPS + 1] = {4, 128.0 / 37, 118.0 / 37, 1859.0 / 592, 799.0 / 256};
    pair d = pair_d;
    path p;
    run(&d, &p);
    assert_path(&p, x);
    assert_virtual(&d, &p, v);
    cr_assert(eq(ldbl, p.xhat[2][0], 6));
    cr_assert(eq(ldbl, p.xhat[3][0], 6));
}

Test(worked, example_d_second_order)
{
    static const double x[STEPS + 1][2] = {
        {4, 4}, {2, 5}, {11.0 / 8, 19.0 / 4}, {295.0 / 128, 71.0 / 16},
        {3899.0 / 2048, 137.0 / 32}};
    static const double v[STEPS + 1] = {4, 128.0 / 37, 118.0 / 37, 2051.0 / 592, 31051.0 / 9472};
    pair d = pair_d;
    path p;
    d.lambda = 1;
    run(&d, &p);
    assert_path(&p, x);
    assert_virtual(&d, &p, v);
    cr_assert(eq(ldbl, p.moves[2][0], -2));
    cr_assert(eq(ldbl, p.moves[3][0], -5.0L / 8));
    cr_assert(eq(ldbl, p.xhat[2][0], 10));
    cr_assert(eq(ldbl, p.xhat[3][0], 101.0L / 16));
    cr_assert(eq(dbl, p.ell[2][0], -3.0 / 2));
    cr_assert(eq(dbl, p.ell[3][0], -15.0 / 128));
}
