/* All eigenvalues of A(h), the matrix of one step on quadratics with one Hessian for all agents
   (docs/theory.md, section 7), for lambda = 0: where spectrum.h needs only the largest, and only
   with the forecast. */
#ifndef MODES_H
#define MODES_H

#include "weights.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct modes {
    size_t count;
    double *re, *im;
} modes;

/* Of A(h) with eta_h = eta * h, written out with all agents * (1 + longest age) states. forecast
   false: stale mixing, the late messages come without the factors 1 - tau eta h. */
modes modes_new(const mixing *weights, bool forecast, double eta_h);

/* Of the scalar recursion x(t+1) = first x(t) + last x(t-age). */
modes modes_of_delay(double first, double last, size_t age);

/* alpha = max_i [|P_ii - eta h| + sum_{j != i} P_ij + sum_k Q_ik |1 - eta h tau_ik|] of
   Proposition 7, with the forecast. */
double modes_alpha(const mixing *weights, double eta_h);

/* The largest modulus. */
double modes_radius(const modes *self);
void modes_free(modes *self);

#endif
