/* Sizes of vectors of n doubles. */
#ifndef VECTORS_H
#define VECTORS_H

#include <stddef.h>

double square_of(size_t n, const double *a); /* |a|^2 */
double length_of(size_t n, const double *a); /* |a| */
double square_distance(size_t n, const double *a, const double *b);
double distance_between(size_t n, const double *a, const double *b);

/* The larger one, NaN if one of them is: a maximum in which a check cannot lose a NaN. */
double larger_or_nan(double largest, double value);

#endif
