/* A small random problem: network, ages, theta, quadratics, start, step size; and a neighbour of it
   in the space of all such problems. */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "../theorems/record.h"
#include "../theorems/schedule.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

enum { MOST_AGENTS = 5, MOST_PARAMETERS = 2, MOST_AGE = 4, MOST_PERIOD = 4 };

/* What a statement needs beside the network: lambda above 0, or theta that changes from step to
   step (then the clip rule is "to self"). */
typedef enum problem_kind { PROBLEM_PLAIN, PROBLEM_LAMBDA, PROBLEM_SCHEDULE } problem_kind;

typedef struct problem {
    problem_kind kind;
    size_t agents, n, steps, period;
    double eta, lambda; /* lambda: 0 unless it is needed */
    clip_rule rule;
    double weights[MOST_AGENTS * MOST_AGENTS], theta[MOST_AGENTS];
    size_t ages[MOST_AGENTS * MOST_AGENTS];
    double hessian[MOST_AGENTS * MOST_PARAMETERS], center[MOST_AGENTS * MOST_PARAMETERS];
    double x0[MOST_PARAMETERS]; /* every agent starts here */
    double schedule[MOST_PERIOD * MOST_AGENTS]; /* theta at step t: row t modulo period */
} problem;

problem problem_random(problem_kind kind, gsl_rng *rng);

/* A copy with one thing changed: a weight, an age, a theta, a curvature, a centre, the start, the
   step size, the number of steps, lambda. */
problem problem_near(const problem *self, gsl_rng *rng);

/* Its setting, objective and run without noise, to be freed in the order of problem_close(). With a
   schedule: the schedule in place of a setting, and no run. */
typedef struct opened {
    const problem *problem;
    setting *setting;
    schedule *schedule;
    objective *objective;
    record *record; /* NULL where (M) fails */
} opened;

opened problem_open(const problem *self);
void problem_close(opened *self);

/* Writes it as a scenario file, for build/replay and build/structure. Not with a schedule, which
   such a file has no place for. */
void problem_write(const problem *self, const char *path);

#endif
