/* SPDX-License-Identifier: MIT
 *
 * The traps that broke other implementations of delay-compensated SGD, one test each.
 */
#include "fixture.h"

static const double thetas[] = {0, 0.25, 0.3, 0.5, 0.7, 0.9, 1};

enum { THETAS = sizeof thetas / sizeof *thetas };

/* The stored copy was the live vector itself: every compensation came out as zero. */
Test(traps, history_is_a_copy_of_the_live_parameters)
{
    real memory[6], live[1] = {1}, moves, before;
    pcasgd_history history;
    cr_assert(eq(int, pcasgd_history_init(1, 2, &history, memory, live), PCASGD_OK));
    live[0] = 2;
    cr_assert(eq(ldbl, *pcasgd_history_at(&history, 0), 1));
    cr_assert(eq(int, pcasgd_history_push(&history, live), PCASGD_OK));
    live[0] = 4;
    cr_assert(eq(ldbl, *pcasgd_history_at(&history, 0), 2));
    cr_assert(eq(int, pcasgd_history_push(&history, live), PCASGD_OK));
    cr_assert(eq(int, pcasgd_history_sum(&before, &history, 2), PCASGD_OK));
    live[0] = 1000;
    cr_assert(eq(int, pcasgd_history_sum(&moves, &history, 2), PCASGD_OK));
    cr_assert(eq(ldbl, moves, before));
    cr_assert(eq(ldbl, moves, 1)); /* (1 - 1) + (2 - 1) */
    cr_assert(eq(ldbl, live[0], 1000));
}

/* The shadow copy started at zero: the first corrections were of the size of x itself. */
Test(traps, start_up_history_is_x0)
{
    real memory[10], x = 100, moves;
    pcasgd_history history;
    cr_assert(eq(int, pcasgd_history_init(1, 4, &history, memory, &x), PCASGD_OK));
    for (size_t age = 0; age <= 4; age++) {
        cr_assert(eq(ldbl, *pcasgd_history_at(&history, age), 100));
        cr_assert(eq(int, pcasgd_history_sum(&moves, &history, age), PCASGD_OK));
        cr_assert(eq(ldbl, moves, 0), "age %zu", age);
    }
    cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
    x = 101;
    cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
    x = 103;
    cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
    for (size_t age = 0; age <= 4; age++) {
        cr_assert(eq(int, pcasgd_history_sum(&moves, &history, age), PCASGD_OK));
        cr_assert(eq(ldbl, moves, age < 2 ? 0 : 1), "age %zu", age);
    }
}

/* A dropped message took its weight along: the iterates shrank to zero. */
Test(traps, a_dropped_message_keeps_its_mass)
{
    for (int run = 0; run < THETAS * 4; run++) {
        const double theta = thetas[run / 4];
        const int renormalise = run % 2, forecast = run / 2 % 2;
        const pcasgd_opts opts = {1, 0, 0};
        real x = 1, one = 1, nothing = 0, moves = 5;
        for (int t = 0; t < TOL_MIX_STEPS; t++) {
            pcasgd_neighbour row[4] = {
                {.x = &x, .w = 0.1},
                {.x = &one, .g = forecast ? &nothing : NULL, .moves = &moves, .w = 0.2, .age = 3},
                {.x = &one, .w = 0.3},
                {.x = &one, .g = forecast ? &nothing : NULL, .moves = &moves, .w = 0.4, .age = 1}};
            cr_assert(eq(int, (renormalise ? pcasgd_clip_renormalise : pcasgd_clip_to_self)(
                                  4, row, &opts), PCASGD_OK));
            cr_assert(eq(int, pcasgd_step(1, 4, &x, &nothing, row, 0, theta, &opts), PCASGD_OK));
            cr_assert(epsilon_eq(ldbl, x, 1, TOL_MIX), "theta %g, step %d", theta, t);
        }
    }
}

Test(traps, one_agent_alone_does_plain_sgd)
{
    for (int k = 0; k < THETAS; k++) {
        const pcasgd_opts opts = pcasgd_opts_default();
        const real g[2] = {(real)0.7, (real)-3.3};
        real x[2] = {(real)1.1, (real)-2.3};
        real expected[2] = {x[0] - (real)0.3 * g[0], x[1] - (real)0.3 * g[1]};
        pcasgd_neighbour row[1] = {{.x = x}};
        cr_assert(eq(int, pcasgd_metropolis(1, row, (const size_t[]){0}), PCASGD_OK));
        cr_assert(eq(int, pcasgd_clip_renormalise(1, row, &opts), PCASGD_OK));
        cr_assert(eq(int, pcasgd_step(2, 1, x, g, row, 0.3, thetas[k], &opts), PCASGD_OK));
        cr_assert(eq(sz, first_difference(2, x, expected), 2), "theta %g", thetas[k]);
    }
}

/* All neighbours are stale and the agent has no weight on itself: clip must not divide by zero. */
Test(traps, an_isolated_agent_keeps_its_own_parameters)
{
    const pcasgd_opts opts = {0, 0, 0};
    const real x = 5, g = 2, far = 1000;
    for (int renormalise = 0; renormalise <= 1; renormalise++) {
        pcasgd_neighbour row[3] = {
            {.x = &x}, {.x = &far, .w = 0.5, .age = 1}, {.x = &far, .w = 0.5, .age = 1}};
        real x_new;
        cr_assert(eq(int, (renormalise ? pcasgd_clip_renormalise : pcasgd_clip_to_self)(3, row,
                                                                                       &opts),
                     PCASGD_OK));
        cr_assert(eq(int, pcasgd_step(1, 3, &x_new, &g, row, 0.5, 0, &opts), PCASGD_OK));
        cr_assert(eq(ldbl, x_new, 4));
    }
}

/* ---- zero ages must equal the synchronous run bit for bit ---- */

enum { AGENTS = 3, WIDTH = 5 };

static const double mixing[AGENTS][AGENTS] = {
    {1.0 / 3, 1.0 / 6, 1.0 / 2}, {0.1, 0.7, 0.2}, {0.3, 1.0 / 7, 0.7 - 1.0 / 7}};

static real gradient(real x, int agent)
{
    return (real)((x - (real)agent) * (real)(1 + agent) / 7);
}

/* D-PSGD by hand: x_i = sum_j w_ij x_j - eta*g_i, the agent itself first. */
static void synchronous_step(const real (*x)[WIDTH], real (*x_new)[WIDTH], double eta)
{
    for (int i = 0; i < AGENTS; i++) {
        for (int c = 0; c < WIDTH; c++) {
            real sum = (real)mixing[i][i] * x[i][c];
            for (int j = 1; j < AGENTS; j++) {
                sum += (real)mixing[i][(i + j) % AGENTS] * x[(i + j) % AGENTS][c];
            }
            x_new[i][c] = sum - (real)eta * gradient(x[i][c], i);
        }
    }
}

static void pcasgd_step_of_all(const real (*x)[WIDTH], real (*x_new)[WIDTH], double eta,
                               double theta, int renormalise)
{
    const pcasgd_opts opts = {0.5, 0, 0};
    for (int i = 0; i < AGENTS; i++) {
        real g[AGENTS][WIDTH];
        pcasgd_neighbour row[AGENTS] = {{0}};
        for (int j = 0; j < AGENTS; j++) {
            const int k = (i + j) % AGENTS;
            for (int c = 0; c < WIDTH; c++) {
                g[j][c] = gradient(x[k][c], k);
            }
            row[j].x = x[k];
            row[j].g = g[j];
            row[j].w = mixing[i][k];
        }
        cr_assert(eq(int, (renormalise ? pcasgd_clip_renormalise : pcasgd_clip_to_self)(
                              AGENTS, row, &opts), PCASGD_OK));
        cr_assert(eq(int, pcasgd_step(WIDTH, AGENTS, x_new[i], g[0], row, eta, theta, &opts),
                     PCASGD_OK));
    }
}

static void assert_synchronous(double theta, int renormalise)
{
    real a[2][AGENTS][WIDTH], b[2][AGENTS][WIDTH];
    dice state = 42;
    fill(AGENTS * WIDTH, &a[0][0][0], &state);
    memcpy(b[0], a[0], sizeof a[0]);
    for (int t = 0; t < 20; t++) {
        const int now = t % 2;
        synchronous_step((const real(*)[WIDTH])a[now], a[!now], 0.3);
        pcasgd_step_of_all((const real(*)[WIDTH])b[now], b[!now], 0.3, theta, renormalise);
        cr_assert(eq(sz, first_difference(AGENTS * WIDTH, &b[!now][0][0], &a[!now][0][0]),
                     AGENTS * WIDTH), "theta %g, step %d", theta, t);
    }
}

/* At theta = 0.3 and weights 0.1, 0.2 the sum theta*w + (1-theta)*w is not w. */
Test(traps, zero_ages_are_the_synchronous_run_bit_for_bit)
{
    for (int k = 0; k < THETAS; k++) {
        assert_synchronous(thetas[k], 0);
        assert_synchronous(thetas[k], 1);
    }
}
