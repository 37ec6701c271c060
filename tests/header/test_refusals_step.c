/* SPDX-License-Identifier: MIT
 *
 * Every refusal of the step and its relatives: the code, the order, outputs as they were, and that
 * nothing is refused which the call does not read.
 */
#include "fixture.h"
#include "refusals.h"

enum { ELEMENTS = 1, ENTRIES = 4 };

enum { STEP = 1, PREDICT = 2, CLIP = 4, CANDIDATES = 8, ALL = 15 };

/* A valid call: row of the agent, two stale neighbours, a fresh one. */
typedef struct attempt {
    size_t m;
    real g[ELEMENTS], x[ENTRIES][ELEMENTS], x_new[ELEMENTS], x_clip[ELEMENTS];
    pcasgd_choice choice;
    pcasgd_neighbour row[ENTRIES];
    pcasgd_opts opts;
    double eta, theta;
    real *out;
    const real *own_g;
    const pcasgd_neighbour *row_given;
    const pcasgd_opts *opts_given;
} attempt;

static void prepare(attempt *a)
{
    memset(a, 0, sizeof *a);
    memset(a->x_new, SENTINEL, sizeof a->x_new);
    memset(a->x_clip, SENTINEL, sizeof a->x_clip);
    memset(&a->choice, SENTINEL, sizeof a->choice);
    a->m = ENTRIES;
    a->opts = (pcasgd_opts){1, 1e-3, 0};
    a->eta = a->theta = 0.5;
    for (size_t j = 0; j < ENTRIES; j++) {
        a->row[j].x = a->row[j].g = a->row[j].moves = a->row[j].meansq = a->x[j];
        a->row[j].w = 0.25;
        a->row[j].age = j == 1 || j == 2 ? 2 : 0;
        a->row[j].w_clip = j == 0 ? 0.75 : j == 3 ? 0.25 : 0;
    }
    a->out = a->x_new;
    a->own_g = a->g;
    a->row_given = a->row;
    a->opts_given = &a->opts;
}

static int call(attempt *a, int function)
{
    switch (function) {
    case STEP:
        return pcasgd_step(ELEMENTS, a->m, a->out, a->own_g, a->row_given, a->eta, a->theta,
                           a->opts_given);
    case PREDICT:
        return pcasgd_predict(ELEMENTS, a->m, a->out, a->own_g, a->row_given, a->eta,
                              a->opts_given);
    case CLIP:
        return pcasgd_clip(ELEMENTS, a->m, a->out, a->own_g, a->row_given, a->eta, a->opts_given);
    default:
        return pcasgd_candidates(ELEMENTS, a->m, a->out, a->x_clip, &a->choice, a->own_g,
                                 a->row_given, a->eta, a->opts_given);
    }
}

static int outputs_untouched(const attempt *a)
{
    return is_untouched(a->x_new, sizeof a->x_new) && is_untouched(a->x_clip, sizeof a->x_clip) &&
           is_untouched(&a->choice, sizeof a->choice);
}

/* ---- one cause each, in the order in which pcasgd_step() documents its checks ---- */

static void null_row(attempt *a) { a->row_given = NULL; }
static void null_opts(attempt *a) { a->opts_given = NULL; }
static void no_entries(attempt *a) { a->m = 0; }
static void own_age(attempt *a) { a->row[0].age = 1; }
static void bad_eta(attempt *a) { a->eta = NAN; }
static void bad_lambda(attempt *a) { a->opts.lambda = NAN; }
static void bad_theta(attempt *a) { a->theta = NAN; }
static void bad_w(attempt *a) { a->row[1].w = NAN; }
static void lost_w(attempt *a) { a->row[3].w -= 0.125; }

static void stale_w_clip(attempt *a)
{
    a->row[2].w_clip += 0.125;
    a->row[0].w_clip -= 0.125;
}

static void bad_w_clip(attempt *a) { a->row[3].w_clip = NAN; }
static void lost_w_clip(attempt *a) { a->row[0].w_clip -= 0.125; }
static void null_out(attempt *a) { a->out = NULL; }
static void null_g(attempt *a) { a->own_g = NULL; }
static void null_own_x(attempt *a) { a->row[0].x = NULL; }
static void null_x(attempt *a) { a->row[1].x = NULL; }
static void no_moves(attempt *a) { a->row[1].moves = NULL; }
static void bad_epsilon(attempt *a) { a->opts.epsilon = 0; }
static void null_later_x(attempt *a) { a->row[2].x = NULL; }
static void null_fresh_x(attempt *a) { a->row[3].x = NULL; }

static const struct {
    const char *name;
    void (*spoil)(attempt *a);
    int error, refused_by; /* elsewhere it must not matter */
} causes[] = {{"null row", null_row, PCASGD_E_NULL, ALL},
              {"null opts", null_opts, PCASGD_E_NULL, ALL},
              {"no entries", no_entries, PCASGD_E_ROW, ALL},
              {"own age", own_age, PCASGD_E_ROW, ALL},
              {"eta", bad_eta, PCASGD_E_ETA, ALL},
              {"lambda", bad_lambda, PCASGD_E_LAMBDA, ALL},
              {"theta", bad_theta, PCASGD_E_THETA, STEP},
              {"w", bad_w, PCASGD_E_WEIGHT, ALL - CLIP},
              {"lost w", lost_w, PCASGD_E_SUM, ALL - CLIP},
              {"stale w_clip", stale_w_clip, PCASGD_E_STALE, ALL - PREDICT},
              {"w_clip", bad_w_clip, PCASGD_E_WEIGHT, ALL - PREDICT},
              {"lost w_clip", lost_w_clip, PCASGD_E_SUM, ALL - PREDICT},
              {"null out", null_out, PCASGD_E_NULL, ALL},
              {"null g", null_g, PCASGD_E_NULL, ALL},
              {"entry 0: null x", null_own_x, PCASGD_E_NULL, ALL},
              {"entry 1: null x", null_x, PCASGD_E_NULL, ALL - CLIP},
              {"entry 1: moves", no_moves, PCASGD_E_MOVES, ALL - CLIP},
              {"entry 1: epsilon", bad_epsilon, PCASGD_E_EPSILON, ALL - CLIP},
              {"entry 2: null x", null_later_x, PCASGD_E_NULL, ALL - CLIP},
              {"entry 3: null x", null_fresh_x, PCASGD_E_NULL, ALL}};

Test(refusals, each_cause_by_each_function_with_outputs_untouched)
{
    for (size_t i = 0; i < COUNT(causes); i++) {
        for (int function = STEP; function <= CANDIDATES; function *= 2) {
            static attempt a;
            const int refused = causes[i].refused_by & function;
            prepare(&a);
            causes[i].spoil(&a);
            cr_assert(eq(int, call(&a, function), refused ? causes[i].error : PCASGD_OK),
                      "%s, function %d", causes[i].name, function);
            cr_assert(eq(int, outputs_untouched(&a), refused != 0), "%s, function %d",
                      causes[i].name, function);
        }
    }
}

/* Of two causes the one that is documented first is reported. */
static void assert_first(size_t first, size_t second, int function)
{
    static attempt a;
    prepare(&a);
    causes[second].spoil(&a);
    causes[first].spoil(&a);
    cr_assert(eq(int, call(&a, function), causes[first].error), "%s before %s, function %d",
              causes[first].name, causes[second].name, function);
}

Test(refusals, step_predict_and_clip_check_in_the_documented_order)
{
    for (size_t first = 0; first < COUNT(causes); first++) {
        for (size_t second = first + 1; second < COUNT(causes); second++) {
            for (int function = STEP; function <= CLIP; function *= 2) {
                if (causes[first].refused_by & function) {
                    assert_first(first, second, function);
                }
            }
        }
    }
}

Test(refusals, candidates_needs_its_own_pointers)
{
    static attempt a;
    prepare(&a);
    cr_assert(eq(int, pcasgd_candidates(ELEMENTS, a.m, a.out, a.x_clip, NULL, a.g, a.row, a.eta,
                                        &a.opts), PCASGD_E_NULL));
    cr_assert(eq(int, pcasgd_candidates(ELEMENTS, a.m, a.out, NULL, &a.choice, a.g, a.row, a.eta,
                                        &a.opts), PCASGD_E_NULL));
    cr_assert(outputs_untouched(&a));
}

/* The cosines are measured from the own x, even where it has no weight. */
Test(refusals, candidates_needs_the_own_x_of_weight_0)
{
    static attempt a;
    prepare(&a);
    a.row[3].w += a.row[0].w;
    a.row[3].w_clip += a.row[0].w_clip;
    a.row[0].w = a.row[0].w_clip = 0;
    a.row[0].x = NULL;
    cr_assert(eq(int, call(&a, CANDIDATES), PCASGD_E_NULL));
    cr_assert(outputs_untouched(&a));
    cr_assert(eq(int, call(&a, STEP), PCASGD_OK));
}

/* Without elements arrays may be NULL, but weights and scalars are still judged. */
Test(refusals, without_elements_scalars_are_judged)
{
    const pcasgd_opts opts = {1, 0, 0};
    const real meansq = 1;
    const pcasgd_neighbour lost[1] = {{.w = 0.5, .w_clip = 1}};
    const pcasgd_neighbour adaptive[2] = {
        {.w = 0.5, .w_clip = 1},
        {.g = &meansq, .moves = &meansq, .meansq = &meansq, .w = 0.5, .age = 2}};
    cr_assert(eq(int, pcasgd_step(0, 1, NULL, NULL, lost, 0.5, 0.5, &opts), PCASGD_E_SUM));
    cr_assert(eq(int, pcasgd_step(0, 1, NULL, NULL, lost, -1, 0, &opts), PCASGD_E_ETA));
    cr_assert(eq(int, pcasgd_step(0, 2, NULL, NULL, adaptive, 0, 1, &opts), PCASGD_E_EPSILON));
    cr_assert(eq(int, pcasgd_combine(0, NULL, NULL, NULL, 2), PCASGD_E_THETA));
    cr_assert(eq(int, pcasgd_candidates(0, 1, NULL, NULL, NULL, NULL, lost + 0, 0, &opts),
                 PCASGD_E_SUM));
    cr_assert(eq(int, pcasgd_choice_add(0, NULL, NULL, NULL, NULL, NULL), PCASGD_E_NULL));
}

/* ---- every bad value of every scalar, and the good ones at the edge ---- */

/* The scalar under test, by name; the weights are put back into balance by their neighbour. */
static void set_scalar(attempt *a, int error, double value)
{
    switch (error) {
    case PCASGD_E_ETA: a->eta = value; break;
    case PCASGD_E_LAMBDA: a->opts.lambda = value; break;
    case PCASGD_E_THETA: a->theta = value; break;
    case PCASGD_E_EPSILON: a->opts.epsilon = value; break;
    default: a->row[1].w = value; break;
    }
}

static void assert_scalar(int error, const double *values, size_t count, int expected)
{
    for (size_t i = 0; i < count; i++) {
        for (int function = STEP; function <= CANDIDATES; function *= 2) {
            const int reads_it = error == PCASGD_E_THETA     ? function == STEP
                                 : error == PCASGD_E_EPSILON ? function != CLIP
                                 : error == PCASGD_E_WEIGHT  ? function != CLIP
                                                             : 1;
            static attempt a;
            prepare(&a);
            set_scalar(&a, error, values[i]);
            cr_assert(eq(int, call(&a, function), reads_it ? expected : PCASGD_OK),
                      "cause %d, value %g, function %d", error, values[i], function);
        }
    }
}

Test(refusals, scalars_of_the_step)
{
    assert_scalar(PCASGD_E_ETA, not_nonnegative, COUNT(not_nonnegative), PCASGD_E_ETA);
    assert_scalar(PCASGD_E_ETA, nonnegative, COUNT(nonnegative), PCASGD_OK);
    assert_scalar(PCASGD_E_LAMBDA, not_nonnegative, COUNT(not_nonnegative), PCASGD_E_LAMBDA);
    assert_scalar(PCASGD_E_LAMBDA, nonnegative, COUNT(nonnegative), PCASGD_OK);
    assert_scalar(PCASGD_E_THETA, not_fraction, COUNT(not_fraction), PCASGD_E_THETA);
    assert_scalar(PCASGD_E_THETA, fraction, COUNT(fraction), PCASGD_OK);
    assert_scalar(PCASGD_E_EPSILON, not_positive, COUNT(not_positive), PCASGD_E_EPSILON);
    assert_scalar(PCASGD_E_EPSILON, positive, COUNT(positive), PCASGD_OK);
    assert_scalar(PCASGD_E_WEIGHT, not_nonnegative, COUNT(not_nonnegative), PCASGD_E_WEIGHT);
}

Test(refusals, clip_weights_of_the_step)
{
    for (size_t i = 0; i < COUNT(not_nonnegative); i++) {
        static attempt a;
        prepare(&a);
        a.row[3].w_clip = not_nonnegative[i];
        cr_assert(eq(int, call(&a, CLIP), PCASGD_E_WEIGHT), "value %g", not_nonnegative[i]);
        cr_assert(eq(int, call(&a, STEP), PCASGD_E_WEIGHT), "value %g", not_nonnegative[i]);
        cr_assert(eq(int, call(&a, CANDIDATES), PCASGD_E_WEIGHT), "%g", not_nonnegative[i]);
    }
}
