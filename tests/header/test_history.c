/* SPDX-License-Identifier: MIT
 *
 * The agent's own history: what it holds, and S against its definition.
 */
#include <stdint.h>

#include "fixture.h"
#include "portable.h"

enum { ELEMENTS = 11, LONGEST = 7, PUSHES = 5 * (LONGEST + 1) + 3 };

enum { MOST_AGES = 64, MOST_ROUNDING_PUSHES = 6000 };

/* Everything pushed so far is kept beside the history. Before the first push it was x0. */
typedef struct record {
    real x0[ELEMENTS], pushed[PUSHES][ELEMENTS];
} record;

static const real *recorded(const record *all, int t)
{
    return t < 0 ? all->x0 : all->pushed[t];
}

/* Whole numbers up to 512: sums of a ring of them are exact in every element type. */
static void fill_whole(real *x, dice *state)
{
    for (size_t i = 0; i < ELEMENTS; i++) {
        x[i] = (real)below(state, 1025) - 512;
    }
}

/* S as (1) has it; newest is the index of x_i(t). */
static void naive_moves(const record *all, int newest, int age, real *moves)
{
    for (size_t i = 0; i < ELEMENTS; i++) {
        long double sum = 0, origin = (long double)recorded(all, newest - age)[i];
        for (int r = 0; r < age; r++) {
            sum += (long double)recorded(all, newest - age + r)[i] - origin;
        }
        moves[i] = (real)sum;
    }
}

static void assert_history(const record *all, const pcasgd_history *history, int newest,
                           int longest)
{
    for (int age = 0; age <= longest; age++) {
        real moves[ELEMENTS], expected[ELEMENTS];
        const real *then = pcasgd_history_at(history, (size_t)age);
        cr_assert(ne(ptr, (void *)then, NULL));
        cr_assert(eq(sz, first_difference(ELEMENTS, then, recorded(all, newest - age)), ELEMENTS),
                  "longest %d, push %d, age %d", longest, newest, age);
        fill_with(ELEMENTS, moves, NAN);
        naive_moves(all, newest, age, expected);
        cr_assert(eq(int, pcasgd_history_sum(moves, history, (size_t)age), PCASGD_OK));
        cr_assert(eq(sz, first_difference(ELEMENTS, moves, expected), ELEMENTS),
                  "longest %d, push %d, age %d", longest, newest, age);
    }
}

/* Every age, over five rounds of rings of every length, exactly. */
Test(history, sum_is_the_definition)
{
    for (int longest = 0; longest <= LONGEST; longest++) {
        real memory[2 * (LONGEST + 1) * ELEMENTS];
        pcasgd_history history;
        record all;
        dice state = (dice)longest;
        fill_whole(all.x0, &state);
        cr_assert(eq(int, pcasgd_history_init(ELEMENTS, (size_t)longest, &history, memory, all.x0),
                     PCASGD_OK));
        assert_history(&all, &history, -1, longest);
        for (int t = 0; t < 5 * (longest + 1) + 3; t++) {
            fill_whole(all.pushed[t], &state);
            cr_assert(eq(int, pcasgd_history_push(&history, all.pushed[t]), PCASGD_OK));
            assert_history(&all, &history, t, longest);
        }
    }
}

/* The path that the machine chooses, on numbers whose sums do round, at every length. */
Test(history, has_the_bits_of_plain_c_at_every_length)
{
    enum { MOST = 70, ROWS = 5 };
    for (size_t n = 1; n <= MOST; n++) {
        static real memory[2][2 * ROWS * MOST], x[MOST], moves[2][MOST];
        pcasgd_history here, plain;
        dice state = n;
        fill(n, x, &state);
        cr_assert(eq(int, pcasgd_history_init(n, ROWS - 1, &here, memory[0], x), PCASGD_OK));
        cr_assert(eq(int, pcasgd_history_init(n, ROWS - 1, &plain, memory[1], x), PCASGD_OK));
        for (int t = 0; t < 3 * ROWS; t++) {
            for (size_t i = 0; i < n; i++) {
                x[i] = (real)(uniform(&state) / 3);
            }
            x[0] = (real)-0.0;
            cr_assert(eq(int, pcasgd_history_push(&here, x), PCASGD_OK));
            cr_assert(eq(int, portable_history_push(&plain, x), PCASGD_OK));
            for (size_t age = 0; age < ROWS; age++) {
                cr_assert(eq(int, pcasgd_history_sum(moves[0], &here, age), PCASGD_OK));
                cr_assert(eq(int, portable_history_sum(moves[1], &plain, age), PCASGD_OK));
                cr_assert(eq(sz, first_difference(n, moves[0], moves[1]), n), "n %zu", n);
            }
            cr_assert(eq(sz, first_difference(2 * ROWS * n, memory[0], memory[1]), 2 * ROWS * n),
                      "n %zu, push %d", n, t);
        }
    }
}

/* Zero by value, not by luck: with contents for which any arithmetic would give NaN. */
Test(history, sum_at_ages_0_and_1_is_exactly_zero)
{
    const real x0[2] = {(real)INFINITY, (real)NAN}, nothing[2] = {0, 0};
    real memory[8], moves[2];
    pcasgd_history history;
    cr_assert(eq(int, pcasgd_history_init(2, 1, &history, memory, x0), PCASGD_OK));
    for (size_t age = 0; age <= 1; age++) {
        fill_with(2, moves, NAN);
        cr_assert(eq(int, pcasgd_history_sum(moves, &history, age), PCASGD_OK));
        cr_assert(eq(sz, first_difference(2, moves, nothing), 2));
    }
}

/* The header's bound on rounding, for numbers far from 0, over `pushes` pushes. */
static void assert_rounding(size_t longest, int pushes)
{
    static real memory[2 * (MOST_AGES + 1)], pushed[MOST_ROUNDING_PUSHES];
    const long double unit = TOL_ELEMENT * 512; /* all |x| lie in [512, 1024) */
    const real x0 = 1000 - 20;
    const int stride = longest > 8 ? 31 : 1;
    pcasgd_history history;
    dice state = 5;
    cr_assert(eq(int, pcasgd_history_init(1, longest, &history, memory, &x0), PCASGD_OK));
    for (int t = 0; t < pushes; t++) {
        pushed[t] = (real)(1000 + 20 * uniform(&state));
        cr_assert(eq(int, pcasgd_history_push(&history, &pushed[t]), PCASGD_OK));
        for (int age = 2; age <= (int)longest && age <= t; age += stride) {
            long double expected = 0;
            real moves;
            for (int r = 0; r < age; r++) {
                expected += (long double)pushed[t - age + r] - (long double)pushed[t - age];
            }
            cr_assert(eq(int, pcasgd_history_sum(&moves, &history, (size_t)age), PCASGD_OK));
            cr_assert(epsilon_eq(ldbl, moves, expected, TOL_HISTORY_UNITS(longest) * unit),
                      "longest %zu, push %d, age %d", longest, t, age);
        }
    }
}

Test(history, rounding_stays_within_its_bound)
{
    assert_rounding(MOST_AGES, 20 * (MOST_AGES + 1));
}

/* Running sums that never start anew would be wrong by then. */
Test(history, rounding_does_not_grow_with_time)
{
    assert_rounding(2, MOST_ROUNDING_PUSHES);
}

/* Running sums carry a NaN on, but not for ever: its round of the ring and the next one. */
Test(history, a_nan_is_gone_after_two_rounds)
{
    enum { ROWS = 4 };
    for (int place = 0; place < ROWS; place++) {
        real memory[2 * ROWS], x = 1, moves;
        pcasgd_history history;
        cr_assert(eq(int, pcasgd_history_init(1, ROWS - 1, &history, memory, &x), PCASGD_OK));
        for (int t = 0; t < 4 * ROWS; t++) {
            x = t == place ? (real)NAN : (real)1;
            cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
            for (size_t age = 0; age < ROWS; age++) {
                cr_assert(eq(int, pcasgd_history_sum(&moves, &history, age), PCASGD_OK));
                if (t >= 2 * ROWS) {
                    cr_assert(eq(ldbl, moves, 0), "NaN at %d, push %d, age %zu", place, t, age);
                }
            }
        }
    }
}

Test(history, at_stays_valid_until_it_is_overwritten)
{
    for (size_t age = 0; age <= 3; age++) {
        real memory[8], x = 1;
        pcasgd_history history;
        const real *then;
        cr_assert(eq(int, pcasgd_history_init(1, 3, &history, memory, &x), PCASGD_OK));
        for (int t = 2; t <= 6; t++) {
            x = (real)t;
            cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
        }
        then = pcasgd_history_at(&history, age);
        x = 100;
        for (size_t push = 1; push < 3 - age + 1; push++) {
            cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
            cr_assert(eq(ldbl, *then, 6 - (int)age), "age %zu, push %zu", age, push);
        }
        cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
        cr_assert(eq(ldbl, *then, 100), "age %zu", age);
    }
}

Test(history, at_gives_null_where_there_is_nothing)
{
    real memory[4], x = 1;
    pcasgd_history history;
    cr_assert(eq(int, pcasgd_history_init(1, 1, &history, memory, &x), PCASGD_OK));
    cr_assert(ne(ptr, (void *)pcasgd_history_at(&history, 1), NULL));
    cr_assert(eq(ptr, (void *)pcasgd_history_at(&history, 2), NULL));
    cr_assert(eq(ptr, (void *)pcasgd_history_at(&history, SIZE_MAX), NULL));
    cr_assert(eq(ptr, (void *)pcasgd_history_at(NULL, 0), NULL));
}

Test(history, without_elements_everything_is_legal, .timeout = 10)
{
    pcasgd_history history;
    cr_assert(eq(int, pcasgd_history_init(0, SIZE_MAX - 1, &history, NULL, NULL), PCASGD_OK));
    cr_assert(eq(sz, history.rows, SIZE_MAX));
    cr_assert(eq(int, pcasgd_history_init(0, 4, &history, NULL, NULL), PCASGD_OK));
    for (int t = 0; t < 12; t++) {
        cr_assert(eq(int, pcasgd_history_push(&history, NULL), PCASGD_OK));
        cr_assert(eq(int, pcasgd_history_sum(NULL, &history, 4), PCASGD_OK));
        cr_assert(eq(int, pcasgd_history_sum(NULL, &history, 5), PCASGD_E_AGE));
        cr_assert(eq(ptr, (void *)pcasgd_history_at(&history, 0), NULL));
    }
}

/* Whatever was in the structure and in the memory before, and not an element behind it. */
Test(history, init_depends_on_nothing_that_was_there)
{
    const real x0[ELEMENTS] = {1, -2, 3};
    cr_assert(eq(sz, pcasgd_history_length(ELEMENTS, LONGEST), 2 * (LONGEST + 1) * ELEMENTS));
    for (size_t leftover = 0; leftover <= LONGEST + 1; leftover++) {
        real memory[2 * (LONGEST + 1) * ELEMENTS + 1], moves[ELEMENTS], nothing[ELEMENTS] = {0};
        pcasgd_history history = {memory, memory, leftover, leftover, leftover};
        fill_with(2 * (LONGEST + 1) * ELEMENTS, memory, NAN);
        memset(&memory[2 * (LONGEST + 1) * ELEMENTS], SENTINEL, sizeof *memory);
        cr_assert(eq(int, pcasgd_history_init(ELEMENTS, LONGEST, &history, memory, x0),
                     PCASGD_OK));
        cr_assert(eq(sz, history.n, ELEMENTS));
        cr_assert(eq(sz, history.rows, LONGEST + 1));
        for (int t = 0; t < 2 * LONGEST; t++) {
            for (size_t age = 0; age <= LONGEST; age++) {
                cr_assert(eq(int, pcasgd_history_sum(moves, &history, age), PCASGD_OK));
                cr_assert(eq(sz, first_difference(ELEMENTS, moves, nothing), ELEMENTS));
            }
            cr_assert(eq(int, pcasgd_history_push(&history, x0), PCASGD_OK));
        }
        cr_assert(is_untouched(&memory[2 * (LONGEST + 1) * ELEMENTS], sizeof *memory));
    }
}

/* The largest history that can be counted in bytes, and one more in each argument. */
Test(history, length_refuses_what_cannot_be_counted)
{
    const size_t most = SIZE_MAX / sizeof(real);
    cr_assert(eq(sz, pcasgd_history_length(0, 0), 0));
    cr_assert(eq(sz, pcasgd_history_length(0, SIZE_MAX), 0));
    cr_assert(eq(sz, pcasgd_history_length(1, 0), 2));
    cr_assert(eq(sz, pcasgd_history_length(1, most / 2 - 1), most / 2 * 2));
    cr_assert(eq(sz, pcasgd_history_length(1, most / 2), 0));
    cr_assert(eq(sz, pcasgd_history_length(1, SIZE_MAX), 0));
    cr_assert(eq(sz, pcasgd_history_length(most / 2, 0), most / 2 * 2));
    cr_assert(eq(sz, pcasgd_history_length(most / 2 + 1, 0), 0));
    cr_assert(eq(sz, pcasgd_history_length(SIZE_MAX, 0), 0));
    cr_assert(eq(sz, pcasgd_history_length(most / 2 / 3, 2), most / 2 / 3 * 6));
    cr_assert(eq(sz, pcasgd_history_length(most / 2 / 3 + 1, 2), 0));
    cr_assert(eq(sz, pcasgd_history_length(SIZE_MAX / 2, SIZE_MAX / 2), 0));
}

/* "To checkpoint, save n, rows, now and the memory." */
Test(history, continues_from_a_checkpoint)
{
    real memory[10], copy[10], x = 3, a, b;
    pcasgd_history history, restored = {0};
    dice state = 9;
    cr_assert(eq(int, pcasgd_history_init(1, 4, &history, memory, &x), PCASGD_OK));
    for (int t = 0; t < 17; t++) {
        x = (real)uniform(&state);
        cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
        memcpy(copy, memory, sizeof memory);
        restored.x = copy;
        restored.sum = copy + 5;
        restored.n = history.n;
        restored.rows = history.rows;
        restored.now = history.now;
        x = (real)uniform(&state);
        cr_assert(eq(int, pcasgd_history_push(&history, &x), PCASGD_OK));
        cr_assert(eq(int, pcasgd_history_push(&restored, &x), PCASGD_OK));
        cr_assert(eq(int, pcasgd_history_sum(&a, &history, 4), PCASGD_OK));
        cr_assert(eq(int, pcasgd_history_sum(&b, &restored, 4), PCASGD_OK));
        cr_assert(eq(sz, first_difference(1, &a, &b), 1));
    }
}
