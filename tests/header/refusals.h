/* SPDX-License-Identifier: MIT
 *
 * Scalars that must be refused, and scalars at the edge that must not.
 */
#ifndef TESTS_HEADER_REFUSALS_H
#define TESTS_HEADER_REFUSALS_H

#include <float.h>
#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* For eta, lambda and weights. */
static const double not_nonnegative[] = {NAN, INFINITY, -INFINITY, -1, -DBL_TRUE_MIN};
static const double nonnegative[] = {0, -0.0, DBL_TRUE_MIN, 0.5, 1e300};

/* For theta and decay. */
static const double not_fraction[] = {NAN, INFINITY, -INFINITY, -1, -DBL_TRUE_MIN,
                                      1 + DBL_EPSILON, 2};
static const double fraction[] = {0, -0.0, DBL_TRUE_MIN, 0.5, 1 - DBL_EPSILON / 2, 1};

/* For epsilon. */
static const double not_positive[] = {NAN, INFINITY, -INFINITY, -1, 0, -0.0};
static const double positive[] = {DBL_TRUE_MIN, 1e-7, 1, 1e300};

#endif
