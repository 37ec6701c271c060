/* SPDX-License-Identifier: MIT
 *
 * The step against the equations, against its three parts, and its plain settings.
 */
#include <stdio.h>

#include "fixture.h"

enum { SEEDS = 60, THETAS = 5 };

static const double thetas[THETAS] = {0, 0.3, 0.5, 0.75, 1};

Test(step, random_rows_follow_the_equations)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real x_new[MOST_ELEMENTS], expected[MOST_ELEMENTS];
        roll_problem(&p, seed);
        for (int k = 0; k < THETAS; k++) {
            naive_step(&p, thetas[k], expected);
            cr_assert(eq(int, pcasgd_step(p.n, p.m, x_new, p.g, p.row, p.eta, thetas[k], &p.opts),
                         PCASGD_OK));
            cr_assert(eq(sz, first_beyond(p.n, x_new, expected, TOL_STEP), p.n),
                      "seed %u, theta %g", seed, thetas[k]);
        }
    }
}

Test(step, is_predict_clip_combine)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real x_new[MOST_ELEMENTS], pre[MOST_ELEMENTS], clip[MOST_ELEMENTS];
        static real combined[MOST_ELEMENTS];
        roll_problem(&p, seed);
        cr_assert(eq(int, pcasgd_predict(p.n, p.m, pre, p.g, p.row, p.eta, &p.opts), PCASGD_OK));
        cr_assert(eq(int, pcasgd_clip(p.n, p.m, clip, p.g, p.row, p.eta, &p.opts), PCASGD_OK));
        for (int k = 0; k < THETAS; k++) {
            cr_assert(eq(int, pcasgd_combine(p.n, combined, pre, clip, thetas[k]), PCASGD_OK));
            cr_assert(eq(int, pcasgd_step(p.n, p.m, x_new, p.g, p.row, p.eta, thetas[k], &p.opts),
                         PCASGD_OK));
            cr_assert(eq(sz, first_beyond(p.n, x_new, combined, TOL_STEP), p.n),
                      "seed %u, theta %g", seed, thetas[k]);
        }
    }
}

Test(step, theta_0_and_1_are_the_candidates_bit_for_bit)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real x_new[MOST_ELEMENTS], candidate[MOST_ELEMENTS], combined[MOST_ELEMENTS];
        roll_problem(&p, seed);
        for (int predict = 0; predict <= 1; predict++) {
            const real *pre = predict ? candidate : NULL, *clip = predict ? NULL : candidate;
            cr_assert(eq(int, (predict ? pcasgd_predict : pcasgd_clip)(p.n, p.m, candidate, p.g,
                                                                       p.row, p.eta, &p.opts),
                         PCASGD_OK));
            cr_assert(eq(int, pcasgd_step(p.n, p.m, x_new, p.g, p.row, p.eta, predict, &p.opts),
                         PCASGD_OK));
            cr_assert(eq(int, pcasgd_combine(p.n, combined, pre, clip, predict), PCASGD_OK));
            cr_assert(eq(sz, first_difference(p.n, x_new, candidate), p.n), "seed %u", seed);
            cr_assert(eq(sz, first_difference(p.n, combined, candidate), p.n), "seed %u", seed);
        }
    }
}

Test(step, combine_may_overwrite_a_candidate)
{
    real pre[2] = {3, 5}, clip[2] = {1, -3};
    cr_assert(eq(int, pcasgd_combine(2, pre, pre, clip, 0.25), PCASGD_OK));
    cr_assert(eq(ldbl, pre[0], 1.5L));
    cr_assert(eq(ldbl, pre[1], -1));
    cr_assert(eq(int, pcasgd_combine(2, clip, pre, clip, 0.5), PCASGD_OK));
    cr_assert(eq(ldbl, clip[0], 1.25L));
    cr_assert(eq(ldbl, clip[1], -2));
}

/* A candidate of weight 0 is not read, so that its NaN does not spread. */
Test(step, combine_reads_no_candidate_of_weight_0)
{
    const real nan = (real)NAN, x = 3;
    real x_new;
    cr_assert(eq(int, pcasgd_combine(1, &x_new, &nan, &x, 0), PCASGD_OK));
    cr_assert(eq(ldbl, x_new, 3));
    cr_assert(eq(int, pcasgd_combine(1, &x_new, &x, &nan, 1), PCASGD_OK));
    cr_assert(eq(ldbl, x_new, 3));
}

/* lambda = 0 is plain extrapolation: no S, whatever is in its place. */
Test(step, lambda_0_reads_no_moves)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real with[MOST_ELEMENTS], without[MOST_ELEMENTS];
        roll_problem(&p, seed);
        p.opts.lambda = 0;
        p.opts.epsilon = NAN;
        cr_assert(eq(int, pcasgd_step(p.n, p.m, with, p.g, p.row, p.eta, 0.75, &p.opts),
                     PCASGD_OK));
        for (size_t j = 0; j < p.m; j++) {
            p.row[j].moves = NULL;
            p.row[j].meansq = NULL;
        }
        cr_assert(eq(int, pcasgd_step(p.n, p.m, without, p.g, p.row, p.eta, 0.75, &p.opts),
                     PCASGD_OK));
        cr_assert(eq(sz, first_difference(p.n, with, without), p.n), "seed %u", seed);
    }
}

/* Stale mixing: without gradients in the messages the ages have no effect on predict. */
Test(step, without_message_gradients_predict_is_stale_mixing)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real stale[MOST_ELEMENTS], fresh[MOST_ELEMENTS];
        roll_problem(&p, seed);
        for (size_t j = 0; j < p.m; j++) {
            p.row[j].g = NULL;
        }
        cr_assert(eq(int, pcasgd_predict(p.n, p.m, stale, p.g, p.row, p.eta, &p.opts), PCASGD_OK));
        for (size_t j = 0; j < p.m; j++) {
            p.row[j].age = 0;
        }
        cr_assert(eq(int, pcasgd_predict(p.n, p.m, fresh, p.g, p.row, p.eta, &p.opts), PCASGD_OK));
        cr_assert(eq(sz, first_difference(p.n, stale, fresh), p.n), "seed %u", seed);
    }
}

/* A message up to reliable_age old enters as it is, one step older it is forecast and clipped. */
Test(step, reliable_age_is_the_last_reliable_one)
{
    const real x = 2, g = 2, x_k = 4, g_k = -4, moves = 0;
    for (size_t age = 1; age <= 4; age++) {
        const pcasgd_opts opts = {1, 0, 3};
        pcasgd_neighbour row[2] = {{.x = &x, .w = 0.5},
                                   {.x = &x_k, .g = &g_k, .moves = &moves, .w = 0.5, .age = age}};
        real pre, clip;
        cr_assert(eq(int, pcasgd_clip_to_self(2, row, &opts), PCASGD_OK));
        cr_assert(eq(int, pcasgd_predict(1, 2, &pre, &g, row, 0.5, &opts), PCASGD_OK));
        cr_assert(eq(int, pcasgd_clip(1, 2, &clip, &g, row, 0.5, &opts), PCASGD_OK));
        cr_assert(eq(ldbl, pre, age <= 3 ? 2 : 2 + 0.5 * 0.5 * 16), "age %zu", age);
        cr_assert(eq(ldbl, clip, age <= 3 ? 2 : 1), "age %zu", age);
    }
}

/* No forecast is made of a reliable message, so that what a forecast needs may be missing. */
Test(step, a_reliable_message_needs_no_moves_and_no_epsilon)
{
    const real x = 2, g = 2, x_k = 4, g_k = -4, meansq = 1;
    const pcasgd_opts opts = {1, 0, 3};
    for (int adaptive = 0; adaptive <= 1; adaptive++) {
        const pcasgd_neighbour row[2] = {
            {.x = &x, .w = 0.5, .w_clip = 0.5},
            {.x = &x_k, .g = &g_k, .meansq = adaptive ? &meansq : NULL,
             .moves = adaptive ? &meansq : NULL, .w = 0.5, .w_clip = 0.5, .age = 2}};
        real x_new;
        cr_assert(eq(int, pcasgd_step(1, 2, &x_new, &g, row, 0.5, 0.5, &opts), PCASGD_OK));
        cr_assert(eq(ldbl, x_new, 2));
    }
}

/* Row[0] is the agent itself: its g, moves and meansq are not read, its age must be 0. */
Test(step, the_own_entry_needs_only_x_and_weights)
{
    static problem p;
    static real a[MOST_ELEMENTS], b[MOST_ELEMENTS];
    roll_problem(&p, 5);
    p.opts.lambda = 1;
    cr_assert(eq(int, pcasgd_step(p.n, p.m, a, p.g, p.row, p.eta, 0.5, &p.opts), PCASGD_OK));
    fill_with(p.n, p.sent_g[0], NAN);
    fill_with(p.n, p.moves[0], NAN);
    fill_with(p.n, p.meansq[0], NAN);
    p.row[0].g = p.sent_g[0];
    cr_assert(eq(int, pcasgd_step(p.n, p.m, b, p.g, p.row, p.eta, 0.5, &p.opts), PCASGD_OK));
    cr_assert(eq(sz, first_difference(p.n, a, b), p.n));
}

/* Each candidate needs only its own column of weights. */
Test(step, the_column_of_a_candidate_of_weight_0_may_hold_anything)
{
    static problem p;
    static real a[MOST_ELEMENTS], b[MOST_ELEMENTS];
    for (unsigned run = 0; run < 4 * SEEDS; run++) {
        const unsigned seed = 1 + run / 4;
        const int predict = run % 2;
        const double anything = run / 2 % 2 ? (double)NAN : 7;
        roll_problem(&p, seed);
        cr_assert(eq(int, pcasgd_step(p.n, p.m, a, p.g, p.row, p.eta, predict, &p.opts),
                     PCASGD_OK));
        for (size_t j = 0; j < p.m; j++) {
            *(predict ? &p.row[j].w_clip : &p.row[j].w) = anything;
        }
        cr_assert(eq(int, pcasgd_step(p.n, p.m, b, p.g, p.row, p.eta, predict, &p.opts),
                     PCASGD_OK));
        cr_assert(eq(sz, first_difference(p.n, a, b), p.n), "seed %u, theta %d", seed, predict);
    }
}

Test(step, nothing_behind_the_elements_is_written)
{
    enum { N = 257 };
    static problem p;
    static real out[3][MOST_ELEMENTS];
    pcasgd_choice choice = {0, 0, 0, 0, 0};
    roll_problem(&p, 5);
    memset(out, SENTINEL, sizeof out);
    cr_assert(eq(int, pcasgd_step(N, p.m, out[0], p.g, p.row, p.eta, 0.5, &p.opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_candidates(N, p.m, out[1], out[2], &choice, p.g, p.row, p.eta,
                                        &p.opts), PCASGD_OK));
    for (int k = 0; k < 3; k++) {
        cr_assert(is_untouched(out[k] + N, (MOST_ELEMENTS - N) * sizeof(real)), "output %d", k);
    }
    cr_assert(eq(int, pcasgd_forecast(N, out[0], &p.row[p.m - 1], p.eta, &p.opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_combine(N, out[1], out[0], out[2], 0.5), PCASGD_OK));
    cr_assert(eq(int, pcasgd_mean_square(N, out[2], p.g, 0.5), PCASGD_OK));
    for (int k = 0; k < 3; k++) {
        cr_assert(is_untouched(out[k] + N, (MOST_ELEMENTS - N) * sizeof(real)), "output %d", k);
    }
}

Test(step, without_elements_everything_is_legal)
{
    const real g[1] = {0}; /* a gradient is there, S is not: of no elements nothing is missing */
    const pcasgd_neighbour row[2] = {{.w = 0.5, .w_clip = 1}, {.g = g, .w = 0.5, .age = 3}};
    const pcasgd_opts opts = pcasgd_opts_default();
    pcasgd_choice choice = {0, 0, 0, 0, 0};
    cr_assert(eq(int, pcasgd_step(0, 2, NULL, NULL, row, 0.5, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_predict(0, 2, NULL, NULL, row, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_clip(0, 2, NULL, NULL, row, 0.5, &opts), PCASGD_OK));
    cr_assert(eq(int, pcasgd_combine(0, NULL, NULL, NULL, 0.5), PCASGD_OK));
    cr_assert(eq(int, pcasgd_choice_add(0, &choice, NULL, NULL, NULL, NULL), PCASGD_OK));
    cr_assert(eq(int, pcasgd_candidates(0, 2, NULL, NULL, &choice, NULL, row, 0.5, &opts),
                 PCASGD_OK));
    cr_assert(eq(dbl, pcasgd_choose(&choice), 1));
}

Test(step, theta_ramp_follows_its_formula)
{
    for (size_t ramp_steps = 0; ramp_steps <= 7; ramp_steps++) {
        for (size_t step = 0; step <= 9; step++) {
            double part = step < ramp_steps ? (double)step / (double)ramp_steps : 1;
            double expected = part < 1 ? 0.25 + 0.5 * part : 0.75;
            cr_assert(eq(dbl, pcasgd_theta_ramp(step, ramp_steps, 0.25, 0.75), expected),
                      "step %zu of %zu", step, ramp_steps);
        }
    }
    cr_assert(eq(dbl, pcasgd_theta_ramp(0, 0, 0.25, 0.75), 0.75));
    cr_assert(eq(dbl, pcasgd_theta_ramp(1, 4, 1, 0), 0.75));
    cr_assert(eq(dbl, pcasgd_theta_ramp(1, 2, -1, 3), 1));
    cr_assert(eq(dbl, pcasgd_theta_ramp(8, 7, 0.1, 0.3), 0.3));
}

Test(step, default_options_and_version)
{
    const pcasgd_opts opts = pcasgd_opts_default();
    char version[32];
    cr_assert(eq(dbl, opts.lambda, 0.1));
    cr_assert(eq(dbl, opts.epsilon, 1e-7));
    cr_assert(eq(sz, opts.reliable_age, 0));
    snprintf(version, sizeof version, "%d.%d.%d", PCASGD_VERSION_MAJOR, PCASGD_VERSION_MINOR,
             PCASGD_VERSION_PATCH);
    cr_assert(eq(str, version, PCASGD_VERSION_STRING));
    cr_assert(eq(int, PCASGD_VERSION,
                 10000 * PCASGD_VERSION_MAJOR + 100 * PCASGD_VERSION_MINOR + PCASGD_VERSION_PATCH));
}
