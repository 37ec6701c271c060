/* SPDX-License-Identifier: MIT
 *
 * Another trap, large enough for a file: what a dropped neighbour holds must not reach the result.
 */
#include "fixture.h"

enum { ELEMENTS = 300, POISONS = 3, ARRAYS = 4 };

static const double poisons[POISONS] = {NAN, INFINITY, -INFINITY};

static const pcasgd_opts opts = {1, 1e-3, 0};

/* Agent, stale neighbour, fresh neighbour, and a fourth whose weights the caller sets. */
typedef struct scene {
    real g[ELEMENTS], x[4][ELEMENTS], stale[ARRAYS][ELEMENTS];
    pcasgd_neighbour row[4];
} scene;

static void set(scene *s)
{
    dice state = 8;
    memset(s, 0, sizeof *s);
    fill(ELEMENTS, s->g, &state);
    for (size_t j = 0; j < 4; j++) {
        fill(ELEMENTS, s->x[j], &state);
        s->row[j].x = s->x[j];
        s->row[j].w = j < 3 ? 0.25 * (double)(1 + (j == 0)) : 0;
    }
    for (size_t a = 0; a < ARRAYS; a++) {
        fill(ELEMENTS, s->stale[a], &state);
    }
    fill_with(ELEMENTS, s->stale[3], 0.5);
    s->row[1].x = s->stale[0];
    s->row[1].g = s->stale[1];
    s->row[1].moves = s->stale[2];
    s->row[1].meansq = s->stale[3];
    s->row[1].age = 3;
    cr_assert(eq(int, pcasgd_clip_to_self(4, s->row, &opts), PCASGD_OK));
}

static int all_finite(const real *x)
{
    for (size_t i = 0; i < ELEMENTS; i++) {
        if (!isfinite(x[i])) {
            return 0;
        }
    }
    return 1;
}

static void poison_everything_stale(scene *s, double poison)
{
    for (size_t a = 0; a < ARRAYS; a++) {
        fill_with(ELEMENTS, s->stale[a], poison);
    }
}

Test(dropped, by_theta_0)
{
    static scene s;
    static real expected[ELEMENTS], x_new[ELEMENTS];
    set(&s);
    cr_assert(eq(int, pcasgd_step(ELEMENTS, 4, expected, s.g, s.row, 0.5, 0, &opts), PCASGD_OK));
    cr_assert(all_finite(expected));
    for (int k = 0; k < POISONS; k++) {
        poison_everything_stale(&s, poisons[k]);
        s.row[1].w = poisons[k];
        cr_assert(eq(int, pcasgd_step(ELEMENTS, 4, x_new, s.g, s.row, 0.5, 0, &opts), PCASGD_OK));
        cr_assert(eq(sz, first_difference(ELEMENTS, x_new, expected), ELEMENTS));
        cr_assert(eq(int, pcasgd_clip(ELEMENTS, 4, x_new, s.g, s.row, 0.5, &opts), PCASGD_OK));
        cr_assert(eq(sz, first_difference(ELEMENTS, x_new, expected), ELEMENTS));
    }
    s.row[1] = (pcasgd_neighbour){.age = 3};
    cr_assert(eq(int, pcasgd_step(ELEMENTS, 4, x_new, s.g, s.row, 0.5, 0, &opts), PCASGD_OK));
    cr_assert(eq(sz, first_difference(ELEMENTS, x_new, expected), ELEMENTS));
}

/* A link of weight 0, fresh or stale, under every theta and in the candidates. */
Test(dropped, by_weight_0)
{
    static scene s;
    static real expected[ELEMENTS], x_new[ELEMENTS], other[ELEMENTS];
    set(&s);
    cr_assert(eq(int, pcasgd_step(ELEMENTS, 3, expected, s.g, s.row, 0.5, 0.5, &opts), PCASGD_OK));
    for (int k = 0; k <= POISONS; k++) {
        fill_with(ELEMENTS, s.x[3], k < POISONS ? poisons[k] : 0);
        s.row[3].x = s.row[3].g = s.row[3].moves = s.row[3].meansq = k < POISONS ? s.x[3] : NULL;
        for (size_t age = 0; age <= 2; age++) {
            pcasgd_choice choice = {0, 0, 0, 0, 0};
            s.row[3].age = age;
            cr_assert(eq(int, pcasgd_step(ELEMENTS, 4, x_new, s.g, s.row, 0.5, 0.5, &opts),
                         PCASGD_OK));
            cr_assert(eq(sz, first_difference(ELEMENTS, x_new, expected), ELEMENTS));
            cr_assert(eq(int, pcasgd_candidates(ELEMENTS, 4, x_new, other, &choice, s.g, s.row,
                                                0.5, &opts), PCASGD_OK));
            cr_assert(all_finite(x_new));
            cr_assert(all_finite(other));
        }
    }
}

/* One bad element in one array of the stale neighbour, own gradient as given. */
static void assert_practical_result_is_finite(scene *s, const char *gradient)
{
    static const size_t places[] = {0, 137, ELEMENTS - 1};
    static real pre[ELEMENTS], clip[ELEMENTS];
    for (int run = 0; run < POISONS * ARRAYS * 3; run++) {
        const size_t a = (size_t)run % ARRAYS, place = places[run / ARRAYS % 3];
        const real healthy = s->stale[a][place];
        pcasgd_choice choice = {0, 0, 0, 0, 0};
        s->stale[a][place] = (real)poisons[run / ARRAYS / 3];
        cr_assert(eq(int, pcasgd_candidates(ELEMENTS, 4, pre, clip, &choice, s->g, s->row, 0.5,
                                            &opts), PCASGD_OK));
        s->stale[a][place] = healthy;
        cr_assert(all_finite(clip));
        cr_assert(all_finite(pcasgd_choose(&choice) > 0 ? pre : clip),
                  "own gradient %s: array %zu has %g at %zu", gradient, a,
                  poisons[run / ARRAYS / 3], place);
    }
}

Test(dropped, by_the_practical_variant)
{
    static scene s;
    set(&s);
    assert_practical_result_is_finite(&s, "random");
    s.g[0] = s.g[137] = s.g[ELEMENTS - 1] = 0;
    assert_practical_result_is_finite(&s, "zero where the poison is");
}

/* All cosines are 0 by rule where g_i = 0: a NaN must not count as a tie. */
Test(dropped, by_the_practical_variant_where_the_own_gradient_is_zero)
{
    static scene s;
    set(&s);
    fill_with(ELEMENTS, s.g, 0);
    assert_practical_result_is_finite(&s, "zero");
}

/* What is not dropped does propagate: nothing is hidden. */
Test(dropped, but_data_in_use_propagates)
{
    static scene s;
    static real x_new[ELEMENTS];
    set(&s);
    s.stale[0][7] = (real)NAN;
    s.x[2][8] = (real)INFINITY;
    s.g[9] = (real)NAN;
    cr_assert(eq(int, pcasgd_step(ELEMENTS, 4, x_new, s.g, s.row, 0.5, 0.5, &opts), PCASGD_OK));
    cr_assert(isnan(x_new[7]));
    cr_assert(isinf(x_new[8]));
    cr_assert(isnan(x_new[9]));
    cr_assert(isfinite(x_new[10]));
}
