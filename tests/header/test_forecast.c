/* SPDX-License-Identifier: MIT
 *
 * Forecast (2), its advance by one step, and the running mean square.
 */
#include "fixture.h"

/* (2) as the sum it comes from: first-order gradients along the agent's own path. */
static long double summed_forecast(const problem *p, const real (*own)[MOST_ELEMENTS], size_t age,
                                   size_t i)
{
    const long double g = p->sent_g[1][i];
    long double lambda = p->opts.lambda, xhat = p->x[1][i];
    if (p->row[1].meansq) {
        lambda /= sqrtl((long double)p->meansq[1][i] + p->opts.epsilon);
    }
    for (size_t r = 0; r < age; r++) {
        xhat -= p->eta * (g + lambda * g * g * ((long double)own[r][i] - (long double)own[0][i]));
    }
    return xhat;
}

Test(forecast, random_messages_follow_the_equation)
{
    for (unsigned seed = 1; seed <= 60; seed++) {
        static problem p;
        static real xhat[MOST_ELEMENTS], expected[MOST_ELEMENTS];
        roll_problem(&p, seed);
        for (size_t j = 0; j < p.m; j++) {
            for (size_t i = 0; i < p.n; i++) {
                expected[i] = (real)naive_forecast(&p.row[j], i, p.eta, &p.opts);
            }
            cr_assert(eq(int, pcasgd_forecast(p.n, xhat, &p.row[j], p.eta, &p.opts), PCASGD_OK));
            cr_assert(eq(sz, first_beyond(p.n, xhat, expected, TOL_STEP), p.n),
                      "seed %u, entry %zu", seed, j);
        }
    }
}

Test(forecast, without_a_gradient_or_at_age_0_is_the_message)
{
    static problem p;
    static real xhat[MOST_ELEMENTS];
    roll_problem(&p, 5);
    p.row[0].g = NULL;
    p.row[0].age = 7;
    cr_assert(eq(int, pcasgd_forecast(p.n, xhat, &p.row[0], p.eta, &p.opts), PCASGD_OK));
    cr_assert(eq(sz, first_difference(p.n, xhat, p.x[0]), p.n));
    fill_with(p.n, p.sent_g[0], NAN); /* its coefficient is 0 */
    p.row[0].g = p.sent_g[0];
    p.row[0].age = 0;
    cr_assert(eq(int, pcasgd_forecast(p.n, xhat, &p.row[0], p.eta, &p.opts), PCASGD_OK));
    cr_assert(eq(sz, first_difference(p.n, xhat, p.x[0]), p.n));
}

/* The caller asked for a forecast: reliability does not matter, nor do the weights. */
Test(forecast, ignores_weights_and_reliable_age)
{
    const real x = 4, g = -4, moves = -2;
    const pcasgd_neighbour message = {
        .x = &x, .g = &g, .moves = &moves, .w = NAN, .w_clip = -1, .age = 2};
    const pcasgd_opts opts = {1, NAN, 99};
    real xhat;
    cr_assert(eq(int, pcasgd_forecast(1, &xhat, &message, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(ldbl, xhat, 24));
}

Test(forecast, adaptive_lambda_is_divided_by_the_root)
{
    const real x = 4, g = -4, moves = -2, meansq = 3;
    const pcasgd_neighbour message = {
        .x = &x, .g = &g, .moves = &moves, .meansq = &meansq, .age = 2};
    const pcasgd_opts opts = {2, 1, 0}; /* 2/sqrt(3 + 1) = 1: the example of the header again */
    real xhat;
    cr_assert(eq(int, pcasgd_forecast(1, &xhat, &message, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(ldbl, xhat, 24));
}

Test(forecast, may_overwrite_any_of_its_inputs)
{
    static problem p;
    static real expected[MOST_ELEMENTS];
    for (int input = 0; input < 4; input++) {
        real *arrays[4];
        roll_problem(&p, 5);
        p.row[0].g = p.sent_g[0];
        p.row[0].meansq = p.meansq[0];
        p.row[0].age = 3;
        p.opts.lambda = 1;
        arrays[0] = p.x[0];
        arrays[1] = p.sent_g[0];
        arrays[2] = p.moves[0];
        arrays[3] = p.meansq[0];
        cr_assert(eq(int, pcasgd_forecast(p.n, expected, &p.row[0], p.eta, &p.opts), PCASGD_OK));
        cr_assert(eq(int, pcasgd_forecast(p.n, arrays[input], &p.row[0], p.eta, &p.opts),
                     PCASGD_OK));
        cr_assert(eq(sz, first_difference(p.n, arrays[input], expected), p.n), "input %d", input);
    }
}

/* One message carried on from each age of arrival, by advance and by forecast with a history. */
static void assert_rolls(problem *p, const real (*own)[MOST_ELEMENTS], size_t arrival)
{
    enum { AGES = 8 };
    static real memory[2 * (AGES + 1) * MOST_ELEMENTS], rolled[MOST_ELEMENTS];
    static real direct[MOST_ELEMENTS], expected[MOST_ELEMENTS];
    pcasgd_history history;
    cr_assert(eq(int, pcasgd_history_init(p->n, AGES, &history, memory, own[0]), PCASGD_OK));
    p->row[1].moves = p->moves[1];
    for (size_t age = 0; age <= AGES; age++) {
        cr_assert(eq(int, pcasgd_history_push(&history, own[age]), PCASGD_OK));
        cr_assert(eq(int, pcasgd_history_sum(p->moves[1], &history, age), PCASGD_OK));
        p->row[1].age = age;
        cr_assert(eq(int, pcasgd_forecast(p->n, direct, &p->row[1], p->eta, &p->opts), PCASGD_OK));
        if (age <= arrival) {
            memcpy(rolled, direct, sizeof rolled);
        } else {
            cr_assert(eq(int, pcasgd_advance(p->n, rolled, p->sent_g[1], p->row[1].meansq,
                                             own[age - 1], own[0], p->eta, &p->opts), PCASGD_OK));
        }
        for (size_t i = 0; i < p->n; i++) {
            expected[i] = (real)summed_forecast(p, own, age, i);
        }
        cr_assert(eq(sz, first_beyond(p->n, rolled, expected, TOL_ROLL), p->n), "age %zu", age);
        cr_assert(eq(sz, first_beyond(p->n, direct, rolled, TOL_ROLL), p->n), "age %zu", age);
    }
}

Test(forecast, rolls_on_without_a_history)
{
    static problem p;
    static real own[9][MOST_ELEMENTS];
    for (unsigned variant = 0; variant < 3; variant++) {
        for (size_t arrival = 0; arrival < 4; arrival++) {
            dice state = 77;
            roll_problem(&p, 4 + 6 * 3); /* 257 elements */
            for (size_t age = 0; age <= 8; age++) {
                fill(p.n, own[age], &state);
            }
            fill(p.n, p.x[1], &state);
            fill(p.n, p.sent_g[1], &state);
            for (size_t i = 0; i < p.n; i++) {
                p.meansq[1][i] = (real)(0.25 + (double)(i % 100) / 64);
            }
            p.row[1].x = p.x[1];
            p.row[1].g = p.sent_g[1];
            p.row[1].meansq = variant == 2 ? p.meansq[1] : NULL;
            p.eta = 0.125;
            p.opts.lambda = variant > 0 ? 0.5 : 0;
            assert_rolls(&p, (const real(*)[MOST_ELEMENTS])own, arrival);
        }
    }
}

/* After a roll the forecast is handed over as a message without a gradient. */
Test(forecast, made_on_arrival_serves_the_step)
{
    for (unsigned seed = 1; seed <= 20; seed++) {
        static problem p;
        static real xhat[MOST_ENTRIES][MOST_ELEMENTS], direct[MOST_ELEMENTS], handed[MOST_ELEMENTS];
        roll_problem(&p, seed);
        cr_assert(eq(int, pcasgd_step(p.n, p.m, direct, p.g, p.row, p.eta, 0.5, &p.opts),
                     PCASGD_OK));
        for (size_t j = 0; j < p.m; j++) {
            if (p.row[j].age > p.opts.reliable_age) {
                cr_assert(eq(int, pcasgd_forecast(p.n, xhat[j], &p.row[j], p.eta, &p.opts),
                             PCASGD_OK));
                p.row[j].x = xhat[j];
                p.row[j].g = NULL;
            }
        }
        cr_assert(eq(int, pcasgd_step(p.n, p.m, handed, p.g, p.row, p.eta, 0.5, &p.opts),
                     PCASGD_OK));
        cr_assert(eq(sz, first_beyond(p.n, handed, direct, TOL_STEP), p.n), "seed %u", seed);
    }
}

Test(forecast, advance_with_lambda_0_reads_no_own_parameters)
{
    const real g = -4;
    const pcasgd_opts opts = {0, 0, 0};
    real xhat = 4, unread = (real)NAN;
    cr_assert(eq(int, pcasgd_advance(1, &xhat, &g, &unread, NULL, NULL, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(ldbl, xhat, 6));
    cr_assert(eq(int, pcasgd_advance(1, &xhat, &g, NULL, &unread, &unread, 0.5, &opts),
                 PCASGD_OK));
    cr_assert(eq(ldbl, xhat, 8));
}

Test(forecast, advance_writes_nothing_behind_its_elements)
{
    enum { N = 257, BEHIND = 300 };
    static real xhat[N + BEHIND], own[2][N + BEHIND], g[N + BEHIND];
    const pcasgd_opts opts = {1, 1, 0};
    memset(xhat, SENTINEL, sizeof xhat);
    fill_with(N, xhat, 1);
    fill_with(N + BEHIND, g, 1);
    cr_assert(eq(int, pcasgd_advance(N, xhat, g, NULL, own[0], own[1], 0.5, &opts), PCASGD_OK));
    cr_assert(is_untouched(xhat + N, BEHIND * sizeof *xhat));
}

Test(forecast, mean_square_follows_its_formula)
{
    static real meansq[MOST_ELEMENTS], g[MOST_ELEMENTS], expected[MOST_ELEMENTS];
    const double decay = 0.95;
    dice state = 3;
    fill_with(MOST_ELEMENTS, meansq, 0);
    for (int t = 0; t < 20; t++) {
        fill(MOST_ELEMENTS, g, &state);
        for (size_t i = 0; i < MOST_ELEMENTS; i++) {
            expected[i] = (real)(decay * (long double)meansq[i] +
                                 (1 - decay) * (long double)g[i] * (long double)g[i]);
        }
        cr_assert(eq(int, pcasgd_mean_square(MOST_ELEMENTS, meansq, g, decay), PCASGD_OK));
        cr_assert(eq(sz, first_beyond(MOST_ELEMENTS, meansq, expected, TOL_UNIT), MOST_ELEMENTS));
    }
}

Test(forecast, mean_square_at_the_ends_of_decay)
{
    const real g = 3;
    real meansq = 5;
    cr_assert(eq(int, pcasgd_mean_square(1, &meansq, &g, 1), PCASGD_OK));
    cr_assert(eq(ldbl, meansq, 5));
    cr_assert(eq(int, pcasgd_mean_square(1, &meansq, &g, 0), PCASGD_OK));
    cr_assert(eq(ldbl, meansq, 9));
}

Test(forecast, without_elements_everything_is_legal)
{
    const real g[1] = {0};
    const pcasgd_neighbour message = {.g = g, .age = 2};
    const pcasgd_opts opts = pcasgd_opts_default();
    cr_assert(eq(int, pcasgd_forecast(0, NULL, &message, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_advance(0, NULL, NULL, NULL, NULL, NULL, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_mean_square(0, NULL, NULL, 0.5), PCASGD_OK));
}
