/* How fast a record grows or decays: the rate of a linear recursion, measured. */
#ifndef GROWTH_H
#define GROWTH_H

#include "record.h"

/* A run without noise of a quadratic with one Hessian for all agents and its minimum at 0:
   coordinate c has eta h = etas_h[c]. Agents start at normal random numbers of standard deviation
   `start`. The record has no objective. */
record *growth_run(const setting *how, size_t count, const double *etas_h, double start,
                   size_t steps);

/* The growth per step of coordinate c between steps `from` and `to`: exp of the slope of a straight
   line fitted to the logarithm of the norm of (x(t), x(t-1), ..., x(t-window)). The window takes in
   turns of complex pairs; the fit averages over what is left of them. */
double growth_per_step(const record *run, size_t c, size_t window, size_t from, size_t to);

/* Where to start and how long to run so that a mode of this growth per step uses the range of a
   double, free of overflow and of denormal numbers: it changes by 1e400, but in at most `most`
   steps. */
typedef struct growth_range {
    double start;
    size_t steps;
} growth_range;

growth_range growth_range_of(double rate, size_t most);

#endif
