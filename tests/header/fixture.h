/* SPDX-License-Identifier: MIT
 *
 * What the tests of the header share: random problems, the equations in their plainest form as
 * reference, and comparisons that NaN fails.
 */
#ifndef TESTS_HEADER_FIXTURE_H
#define TESTS_HEADER_FIXTURE_H

#include <math.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "pcasgd.h"

#include "tolerances.h"

typedef pcasgd_real real;

enum { SENTINEL = 0xa5 };

/* ---- numbers that look random and are the same everywhere (splitmix64) ---- */

typedef unsigned long long dice;

static inline dice roll(dice *state)
{
    dice z = (*state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

/* In [-1,1), of 20 bits, so that every element type holds it exactly. */
static inline double uniform(dice *state)
{
    return (double)(roll(state) >> 44) / 524288 - 1;
}

static inline size_t below(dice *state, size_t limit)
{
    return (size_t)(roll(state) % limit);
}

static inline void fill(size_t n, real *x, dice *state)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = (real)uniform(state);
    }
}

static inline void fill_with(size_t n, real *x, double value)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = (real)value;
    }
}

/* ---- comparisons: each returns n if all n elements pass ---- */

/* The same value, sign of zero included. Bytes would not do: long double has padding. */
static inline size_t first_difference(size_t n, const real *a, const real *b)
{
    for (size_t i = 0; i < n; i++) {
        if (!(a[i] == b[i] && !signbit(a[i]) == !signbit(b[i]))) {
            return i;
        }
    }
    return n;
}

static inline size_t first_beyond(size_t n, const real *a, const real *b, long double tolerance)
{
    for (size_t i = 0; i < n; i++) {
        if (!(fabsl((long double)a[i] - (long double)b[i]) <= tolerance)) {
            return i;
        }
    }
    return n;
}

static inline int is_untouched(const void *memory, size_t size)
{
    const unsigned char *byte = (const unsigned char *)memory;
    for (size_t i = 0; i < size; i++) {
        if (byte[i] != SENTINEL) {
            return 0;
        }
    }
    return 1;
}

/* ---- a random problem: everything that a step can be given ---- */

enum { MOST_ENTRIES = 6, MOST_ELEMENTS = 600 };

typedef struct problem {
    size_t n, m;
    double eta;
    pcasgd_opts opts;
    real g[MOST_ELEMENTS];
    real x[MOST_ENTRIES][MOST_ELEMENTS];
    real sent_g[MOST_ENTRIES][MOST_ELEMENTS];
    real moves[MOST_ENTRIES][MOST_ELEMENTS];
    real meansq[MOST_ENTRIES][MOST_ELEMENTS];
    pcasgd_neighbour row[MOST_ENTRIES];
} problem;

static inline void roll_weights(problem *p, dice *state)
{
    double sum = 0;
    for (size_t j = 0; j < p->m; j++) {
        p->row[j].w = 0.1 + fabs(uniform(state));
        sum += p->row[j].w;
    }
    for (size_t j = 0; j < p->m; j++) {
        p->row[j].w /= sum;
    }
    if (below(state, 2) == 0) {
        pcasgd_clip_to_self(p->m, p->row, &p->opts);
    } else {
        pcasgd_clip_renormalise(p->m, p->row, &p->opts);
    }
}

/* Row[0] gets a gradient and moves too: they must have no effect. */
static inline void roll_message(problem *p, size_t j, dice *state)
{
    fill(p->n, p->x[j], state);
    fill(p->n, p->sent_g[j], state);
    fill(p->n, p->moves[j], state);
    fill(p->n, p->meansq[j], state);
    for (size_t i = 0; i < p->n; i++) {
        p->meansq[j][i] = (real)(fabs((double)p->meansq[j][i]) + 0.25);
    }
    p->row[j].x = p->x[j];
    p->row[j].g = below(state, 5) > 0 ? p->sent_g[j] : NULL;
    p->row[j].moves = p->moves[j];
    p->row[j].meansq = below(state, 2) > 0 ? p->meansq[j] : NULL;
    p->row[j].age = j > 0 ? below(state, 5) : 0;
}

/* Sizes lie on both sides of the header's tile, 256. The structure must not be copied: its row
   points into it. */
static inline void roll_problem(problem *p, unsigned seed)
{
    static const size_t sizes[] = {1, 3, 255, 256, 257, 600};
    dice state = seed;
    memset(p, 0, sizeof *p);
    p->n = sizes[seed % 6];
    p->m = 1 + below(&state, MOST_ENTRIES);
    p->eta = 0.25 + 0.25 * uniform(&state);
    p->opts.lambda = below(&state, 4) > 0 ? 0.5 + 0.5 * uniform(&state) : 0;
    p->opts.epsilon = 1e-3;
    p->opts.reliable_age = below(&state, 3) > 0 ? 0 : 2;
    fill(p->n, p->g, &state);
    for (size_t j = 0; j < p->m; j++) {
        roll_message(p, j, &state);
    }
    roll_weights(p, &state);
}

/* ---- the equations, element by element, as they are written ---- */

static inline long double naive_forecast(const pcasgd_neighbour *k, size_t i, double eta,
                                         const pcasgd_opts *opts)
{
    long double lambda = opts->lambda;
    if (!k->g) {
        return k->x[i];
    }
    if (k->meansq) {
        lambda /= sqrtl((long double)k->meansq[i] + opts->epsilon);
    }
    if (k->age <= 1 || !(lambda > 0)) {
        return k->x[i] - (long double)eta * k->age * k->g[i];
    }
    return k->x[i] -
           (long double)eta *
               (k->age * (long double)k->g[i] + lambda * k->g[i] * k->g[i] * k->moves[i]);
}

static inline long double naive_predict(const problem *p, size_t i)
{
    long double sum = 0;
    for (size_t j = 0; j < p->m; j++) {
        const pcasgd_neighbour *k = &p->row[j];
        int reliable = k->age <= p->opts.reliable_age;
        sum += k->w * (reliable ? (long double)k->x[i]
                                : naive_forecast(k, i, p->eta, &p->opts));
    }
    return sum - (long double)p->eta * p->g[i];
}

static inline long double naive_clip(const problem *p, size_t i)
{
    long double sum = 0;
    for (size_t j = 0; j < p->m; j++) {
        if (p->row[j].age <= p->opts.reliable_age) {
            sum += p->row[j].w_clip * (long double)p->row[j].x[i];
        }
    }
    return sum - (long double)p->eta * p->g[i];
}

static inline void naive_step(const problem *p, double theta, real *x_new)
{
    for (size_t i = 0; i < p->n; i++) {
        x_new[i] = (real)(theta * naive_predict(p, i) + (1 - theta) * naive_clip(p, i));
    }
}

#endif
