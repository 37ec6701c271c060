/* Tolerances of the tests of classifiers, each with its reason. They follow the type of parameters;
   TOL_REAL is one rounding. */
#ifndef TESTS_CLASSIFIERS_TOLERANCES_H
#define TESTS_CLASSIFIERS_TOLERANCES_H

#include "../../experiments/harness/real.h"

#include <float.h>

#define TOL_REAL _Generic((real)0, float: FLT_EPSILON, double: DBL_EPSILON)

/* Differences of the naive loss in double: h^2 = 1e-12 times third derivatives below 100, rounding
   of a few 1e-16 of a loss of size 1 divided by h: 1e-9. */
#define DIFFERENCE_STEP 1e-6
#define TOL_DIFFERENCE 1e-9

/* A loss or a derivative of size 1 behind up to nine layers: each rounds its sums, at random, by a
   unit or two of their size. */
#define TOL_SUM (16 * (double)TOL_REAL)

/* A sum of products below 1 in size, in any order: partial sums are about sqrt(terms) in size, and
   their roundings, half a unit each, add up at random to sqrt(terms) of them; doubled. */
#define TOL_TERMS(terms) ((terms) * (double)TOL_REAL + (double)TOL_REAL)

/* How many standard errors a mean may be away, fixed before the first run: by chance more than this
   once in 1.7 million comparisons. */
#define STANDARD_ERRORS 5.0

/* Second differences along a direction with h = CURVE_STEP: h^2 = 1e-6 times fourth derivatives of
   size 1, rounding of 1e-16 * 10 divided by h^2: 1e-9. */
#define CURVE_STEP 1e-3
#define TOL_CURVE 1e-5

#endif
