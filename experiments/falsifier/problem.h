/* A small random problem: network, ages, theta, quadratics, start, step size; and a neighbour of it in
   the space of all such problems. */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "../theorems/record.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

enum { MOST_AGENTS = 5, MOST_PARAMETERS = 2, MOST_AGE = 4 };

typedef struct problem {
    size_t agents, n, steps;
    double eta;
    clip_rule rule;
    double weights[MOST_AGENTS * MOST_AGENTS], theta[MOST_AGENTS];
    size_t ages[MOST_AGENTS * MOST_AGENTS];
    double hessian[MOST_AGENTS * MOST_PARAMETERS], center[MOST_AGENTS * MOST_PARAMETERS];
    double x0[MOST_PARAMETERS]; /* every agent starts here */
} problem;

problem problem_random(gsl_rng *rng);

/* A copy with one thing changed: a weight, an age, a theta, a curvature, a centre, the start or the step
   size. */
problem problem_near(const problem *self, gsl_rng *rng);

/* Its setting, objective and run without noise, to be freed in the order of problem_close(). */
typedef struct opened {
    setting *setting;
    objective *objective;
    record *record; /* NULL where (M) fails */
} opened;

opened problem_open(const problem *self);
void problem_close(opened *self);

/* Writes it as a scenario file, for build/replay and build/structure. */
void problem_write(const problem *self, const char *path);

#endif
