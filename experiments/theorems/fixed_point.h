/* Where PC-ASGD comes to rest on quadratics f_k(x) = 1/2 sum_c h_kc (x_c - b_kc)^2, without noise
   (docs/theory.md, section 7(c)); the Hessians may differ between agents. */
#ifndef FIXED_POINT_H
#define FIXED_POINT_H

#include "weights.h"

#include <stdbool.h>
#include <stddef.h>

/* The solution of [(I - M) + (I + T) E] x = (I + T) E b for every coordinate, E = diag(eta h_k),
   into x. eta_hessian, center, x: agents x n. forecast false: stale mixing, I in place of I + T. A
   factor on an agent's gradients is a factor on its row of eta_hessian. False, and x is not to be
   used, where the matrix is singular up to rounding. */
bool fixed_point_solve(const mixing *weights, bool forecast, size_t n, const double *eta_hessian,
                       const double *center, double *x);

/* The determinant of the matrix on the left, for n = 1: 0 where there is no single fixed point. */
double fixed_point_determinant(const mixing *weights, bool forecast, const double *eta_hessian);

#endif
