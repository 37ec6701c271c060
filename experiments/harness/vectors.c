#include "vectors.h"

#include <math.h>

double square_of(size_t n, const double *a)
{
    double sum = 0;
    size_t c;
    for (c = 0; c < n; c++) {
        sum += a[c] * a[c];
    }
    return sum;
}

double length_of(size_t n, const double *a)
{
    return sqrt(square_of(n, a));
}

double square_distance(size_t n, const double *a, const double *b)
{
    double sum = 0;
    size_t c;
    for (c = 0; c < n; c++) {
        sum += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return sum;
}

double distance_between(size_t n, const double *a, const double *b)
{
    return sqrt(square_distance(n, a, b));
}

double larger_or_nan(double largest, double value)
{
    return isnan(largest) || value <= largest ? largest : value;
}
