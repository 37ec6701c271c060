/* Exponents of power laws, fitted to measured points. */
#ifndef RATES_H
#define RATES_H

#include "statement.h"

#include <stddef.h>

/* y = factor x^exponent; low and high: the 95 % interval of the exponent. */
typedef struct power_law {
    double exponent, low, high, factor;
} power_law;

/* Least squares of log y on log x, count >= 3, all values above 0. relative_error NULL: all points
   count the same, the interval comes from the residuals (Student's t with count - 2 degrees of
   freedom), so that it also grows where the points bend. Else the standard errors of y over y:
   points count by them and the interval comes from them alone. */
power_law power_law_fit(size_t count, const double *x, const double *y,
                        const double *relative_error);

/* HOLDS if the theoretical exponent is in the interval and the interval reaches at most
   `half_width` to either side; VIOLATED if the exponent is outside; INCONCLUSIVE if it is inside a
   wider one or anything is NaN. */
verdict judge_exponent(const power_law *fit, double theory, double half_width);

/* y = at_zero + slope x; low and high: the 95 % interval of at_zero. */
typedef struct line {
    double at_zero, low, high, slope;
} line;

/* Least squares, count >= 2; error: standard errors of y, from which the interval comes. */
line line_fit(size_t count, const double *x, const double *y, const double *error);

/* As judge_exponent(), for at_zero. */
verdict judge_at_zero(const line *fit, double theory, double half_width);

#endif
