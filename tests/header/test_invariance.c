/* SPDX-License-Identifier: MIT
 *
 * What must not change the result: where arrays are cut, where they are written, the order of the
 * row, units of measurement, a neighbour told as two.
 */
#include "fixture.h"

enum { SEEDS = 30 };

static void step(const problem *p, real *x_new)
{
    cr_assert(eq(int, pcasgd_step(p->n, p->m, x_new, p->g, p->row, p->eta, 0.75, &p->opts),
                 PCASGD_OK));
}

/* Moves the row to the elements from begin on. */
static void point_at(problem *p, size_t begin)
{
    for (size_t j = 0; j < p->m; j++) {
        p->row[j].x = p->x[j] + begin;
        p->row[j].g = p->row[j].g ? p->sent_g[j] + begin : NULL;
        p->row[j].moves = p->moves[j] + begin;
        p->row[j].meansq = p->row[j].meansq ? p->meansq[j] + begin : NULL;
    }
}

static size_t segment(const problem *p, size_t begin, dice *state)
{
    size_t length = 1 + below(state, 300);
    return length < p->n - begin ? length : p->n - begin;
}

Test(invariance, step_in_segments)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real whole[MOST_ELEMENTS], parts[MOST_ELEMENTS];
        dice state = seed;
        roll_problem(&p, seed);
        step(&p, whole);
        for (size_t begin = 0, length; begin < p.n; begin += length) {
            length = segment(&p, begin, &state);
            point_at(&p, begin);
            cr_assert(eq(int, pcasgd_step(length, p.m, parts + begin, p.g + begin, p.row, p.eta,
                                          0.75, &p.opts), PCASGD_OK));
        }
        cr_assert(eq(sz, first_difference(p.n, parts, whole), p.n), "seed %u", seed);
    }
}

/* The lanes of a sum begin anew in every segment. */
static void assert_close_sums(const pcasgd_choice *a, const pcasgd_choice *b, unsigned seed)
{
    cr_assert(epsilon_eq(dbl, a->dot_pre, b->dot_pre, TOL_CHOICE_ORDER), "seed %u", seed);
    cr_assert(epsilon_eq(dbl, a->dot_clip, b->dot_clip, TOL_CHOICE_ORDER), "seed %u", seed);
    cr_assert(epsilon_eq(dbl, a->square_pre, b->square_pre, TOL_CHOICE_ORDER), "seed %u", seed);
    cr_assert(epsilon_eq(dbl, a->square_clip, b->square_clip, TOL_CHOICE_ORDER), "seed %u", seed);
    cr_assert(epsilon_eq(dbl, a->square_g, b->square_g, TOL_CHOICE_ORDER), "seed %u", seed);
}

/* The practical variant over layers: candidates, every sum and the decision. */
Test(invariance, candidates_in_segments)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real pre[2][MOST_ELEMENTS], clip[2][MOST_ELEMENTS];
        pcasgd_choice whole = {0, 0, 0, 0, 0}, parts = {0, 0, 0, 0, 0};
        dice state = seed;
        roll_problem(&p, seed);
        cr_assert(eq(int, pcasgd_candidates(p.n, p.m, pre[0], clip[0], &whole, p.g, p.row, p.eta,
                                            &p.opts), PCASGD_OK));
        for (size_t begin = 0, length; begin < p.n; begin += length) {
            length = segment(&p, begin, &state);
            point_at(&p, begin);
            cr_assert(eq(int, pcasgd_candidates(length, p.m, pre[1] + begin, clip[1] + begin,
                                                &parts, p.g + begin, p.row, p.eta, &p.opts),
                         PCASGD_OK));
        }
        cr_assert(eq(sz, first_difference(p.n, pre[1], pre[0]), p.n), "seed %u", seed);
        cr_assert(eq(sz, first_difference(p.n, clip[1], clip[0]), p.n), "seed %u", seed);
        assert_close_sums(&parts, &whole, seed);
        cr_assert(eq(dbl, pcasgd_choose(&parts), pcasgd_choose(&whole)), "seed %u", seed);
    }
}

/* Input number `input` of a problem, in the order g, x of each entry, g of each, moves, meansq. */
static real *input_array(problem *p, size_t input)
{
    const size_t j = input > 0 ? (input - 1) / 4 : 0;
    real *of_entry[4];
    if (input == 0) {
        return p->g;
    }
    of_entry[0] = p->x[j];
    of_entry[1] = p->sent_g[j];
    of_entry[2] = p->moves[j];
    of_entry[3] = p->meansq[j];
    return of_entry[(input - 1) % 4];
}

Test(invariance, step_in_place_of_any_input)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real apart[MOST_ELEMENTS];
        roll_problem(&p, seed);
        step(&p, apart);
        for (size_t input = 0; input <= 4 * p.m; input++) {
            real *x_new;
            roll_problem(&p, seed);
            x_new = input_array(&p, input);
            step(&p, x_new);
            cr_assert(eq(sz, first_difference(p.n, x_new, apart), p.n), "seed %u, input %zu",
                      seed, input);
        }
    }
}

Test(invariance, candidates_in_place_of_any_input)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real apart[2][MOST_ELEMENTS], other[MOST_ELEMENTS];
        pcasgd_choice expected = {0, 0, 0, 0, 0};
        roll_problem(&p, seed);
        cr_assert(eq(int, pcasgd_candidates(p.n, p.m, apart[0], apart[1], &expected, p.g, p.row,
                                            p.eta, &p.opts), PCASGD_OK));
        for (size_t input = 0; input <= 4 * p.m; input++) {
            for (int clip = 0; clip <= 1; clip++) {
                pcasgd_choice choice = {0, 0, 0, 0, 0};
                real *out;
                roll_problem(&p, seed);
                out = input_array(&p, input);
                cr_assert(eq(int, pcasgd_candidates(p.n, p.m, clip ? other : out,
                                                    clip ? out : other, &choice, p.g, p.row,
                                                    p.eta, &p.opts), PCASGD_OK));
                cr_assert(eq(sz, first_difference(p.n, out, apart[clip]), p.n), "seed %u", seed);
                cr_assert(eq(sz, first_difference(p.n, other, apart[!clip]), p.n), "%u", seed);
                cr_assert(zero(memcmp(&choice, &expected, sizeof choice)), "seed %u", seed);
            }
        }
    }
}

/* Row[0] stays the agent itself; the rest may come in any order, to rounding. */
Test(invariance, order_of_the_row)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real forward[MOST_ELEMENTS], backward[MOST_ELEMENTS];
        roll_problem(&p, seed);
        step(&p, forward);
        for (size_t j = 1; j < p.m - j; j++) {
            pcasgd_neighbour swapped = p.row[j];
            p.row[j] = p.row[p.m - j];
            p.row[p.m - j] = swapped;
        }
        step(&p, backward);
        cr_assert(eq(sz, first_beyond(p.n, backward, forward, TOL_STEP), p.n), "seed %u", seed);
    }
}

Test(invariance, a_neighbour_told_as_two_halves)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real one[MOST_ELEMENTS], two[MOST_ELEMENTS];
        roll_problem(&p, seed);
        if (p.m == MOST_ENTRIES || p.m == 1) {
            continue;
        }
        step(&p, one);
        p.row[1].w /= 2;
        p.row[1].w_clip /= 2;
        p.row[p.m] = p.row[1];
        p.m++;
        step(&p, two);
        cr_assert(eq(sz, first_beyond(p.n, two, one, TOL_STEP), p.n), "seed %u", seed);
    }
}

Test(invariance, lambda_has_no_effect_at_age_1)
{
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        static problem p;
        static real without[MOST_ELEMENTS], with[MOST_ELEMENTS];
        roll_problem(&p, seed);
        for (size_t j = 1; j < p.m; j++) {
            p.row[j].age = j % 2;
            p.row[j].moves = NULL;
        }
        cr_assert(eq(int, pcasgd_clip_to_self(p.m, p.row, &p.opts), PCASGD_OK));
        p.opts.lambda = 0;
        step(&p, without);
        p.opts.lambda = 1e6;
        step(&p, with);
        cr_assert(eq(sz, first_difference(p.n, with, without), p.n), "seed %u", seed);
    }
}

/* ---- units of measurement: powers of two, so that nothing rounds differently ---- */

typedef struct scaling {
    double x, g, eta, constant_lambda, adaptive_lambda;
} scaling;

static const scaling scalings[] = {
    {4, 4, 1, 1.0 / 16, 1.0 / 4},  /* parameters in another unit, Hessian as it was */
    {1, 8, 1.0 / 8, 1.0 / 8, 1},   /* objective in another unit */
    {-1, -1, 1, 1, 1}};            /* mirrored */

static void scale(problem *p, const scaling *by, int adaptive)
{
    p->eta *= by->eta;
    p->opts.lambda *= adaptive ? by->adaptive_lambda : by->constant_lambda;
    p->opts.epsilon *= by->g * by->g;
    for (size_t i = 0; i < p->n; i++) {
        p->g[i] *= (real)by->g;
        for (size_t j = 0; j < p->m; j++) {
            p->x[j][i] *= (real)by->x;
            p->moves[j][i] *= (real)by->x;
            p->sent_g[j][i] *= (real)by->g;
            p->meansq[j][i] *= (real)(by->g * by->g);
        }
    }
}

/* All messages with the same kind of lambda: the two kinds scale differently. */
static void roll_scalable(problem *p, unsigned seed, int adaptive)
{
    roll_problem(p, seed);
    for (size_t j = 0; j < p->m; j++) {
        p->row[j].meansq = adaptive ? p->meansq[j] : NULL;
    }
}

Test(invariance, scaled_steps_bit_for_bit)
{
    for (unsigned run = 0; run < SEEDS * 6; run++) {
        static problem p;
        static real plain[MOST_ELEMENTS], scaled[MOST_ELEMENTS];
        const unsigned seed = 1 + run / 6;
        const int adaptive = run % 2;
        const scaling *by = &scalings[run / 2 % 3];
        roll_scalable(&p, seed, adaptive);
        step(&p, plain);
        scale(&p, by, adaptive);
        step(&p, scaled);
        for (size_t i = 0; i < p.n; i++) {
            plain[i] *= (real)by->x;
        }
        cr_assert(eq(sz, first_difference(p.n, scaled, plain), p.n), "seed %u, x times %g", seed,
                  by->x);
    }
}

Test(invariance, scaled_decisions_bit_for_bit)
{
    for (unsigned run = 0; run < SEEDS * 6; run++) {
        static problem p;
        static real pre[MOST_ELEMENTS], clip[MOST_ELEMENTS];
        const unsigned seed = 1 + run / 6;
        const int adaptive = run % 2;
        const scaling *by = &scalings[run / 2 % 3];
        pcasgd_choice plain = {0, 0, 0, 0, 0}, scaled = {0, 0, 0, 0, 0};
        roll_scalable(&p, seed, adaptive);
        cr_assert(eq(int, pcasgd_candidates(p.n, p.m, pre, clip, &plain, p.g, p.row, p.eta,
                                            &p.opts), PCASGD_OK));
        scale(&p, by, adaptive);
        cr_assert(eq(int, pcasgd_candidates(p.n, p.m, pre, clip, &scaled, p.g, p.row, p.eta,
                                            &p.opts), PCASGD_OK));
        cr_assert(eq(dbl, scaled.dot_pre, by->x * by->g * plain.dot_pre), "seed %u", seed);
        cr_assert(eq(dbl, scaled.dot_clip, by->x * by->g * plain.dot_clip), "seed %u", seed);
        cr_assert(eq(dbl, scaled.square_pre, by->x * by->x * plain.square_pre), "seed %u", seed);
        cr_assert(eq(dbl, scaled.square_clip, by->x * by->x * plain.square_clip), "%u", seed);
        cr_assert(eq(dbl, scaled.square_g, by->g * by->g * plain.square_g), "seed %u", seed);
        cr_assert(eq(dbl, pcasgd_choose(&scaled), pcasgd_choose(&plain)), "seed %u", seed);
    }
}
