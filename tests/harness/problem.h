/* Random problems for the network, and its run of them. */
#ifndef TESTS_HARNESS_PROBLEM_H
#define TESTS_HARNESS_PROBLEM_H

#include "naive.h"

#include <stddef.h>

enum { PROBLEM_LONGEST_AGE = 7, PROBLEM_STEPS = 40 };

/* What a problem is to have; 0: clip to self, lambda 0, theta by agent (0 and 1 among them), fixed
   ages, random directed graph. */
enum {
    PROBLEM_LAMBDA = 1,       /* lambda > 0 */
    PROBLEM_RENORMALISE = 2,
    PROBLEM_PRACTICAL = 4,    /* no theta, the practical variant */
    PROBLEM_MOVING = 8,       /* new ages at every step */
    PROBLEM_GIVEN_CLIP = 16,  /* clip weights of its own, on links that are never stale */
    PROBLEM_SCALED = 32,      /* gradients of every agent scaled */
    PROBLEM_NO_FORECAST = 64,
    PROBLEM_RELIABLE_2 = 128, /* messages up to age 2 are reliable */
    PROBLEM_KINDS = 256
};

naive_problem *problem_new(size_t agents, size_t n, size_t steps);
naive_problem *problem_draw(unsigned long seed, unsigned kind);
void problem_free(naive_problem *self);

/* Index of x_i[c] at step t in a trajectory, and number of all elements. */
size_t problem_at(const naive_problem *self, size_t t, size_t i, size_t c);
size_t problem_elements(const naive_problem *self);

size_t problem_longest_age(const naive_problem *self);

/* The trajectory by the network, (steps + 1) x agents x n, new memory. */
double *problem_run(const naive_problem *self);

/* The same with the parameters in several arrays. part: lengths, `parts` of them. */
double *problem_run_parts(const naive_problem *self, size_t parts, const size_t *part);

#endif
