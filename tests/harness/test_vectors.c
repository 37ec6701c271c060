/* Sizes of vectors, and a maximum that keeps a NaN. */
#include "../../experiments/harness/vectors.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

Test(vectors, have_their_sizes)
{
    const double a[] = {3, -4}, b[] = {3, 8};
    cr_assert(eq(dbl, square_of(2, a), 25));
    cr_assert(eq(dbl, length_of(2, a), 5));
    cr_assert(eq(dbl, square_distance(2, a, b), 144));
    cr_assert(eq(dbl, distance_between(2, a, b), 12));
    cr_assert(eq(dbl, length_of(0, a), 0));
}

Test(vectors, a_maximum_keeps_a_nan)
{
    cr_assert(eq(dbl, larger_or_nan(1, 2), 2));
    cr_assert(eq(dbl, larger_or_nan(2, 1), 2));
    cr_assert(isnan(larger_or_nan(1, NAN)));
    cr_assert(isnan(larger_or_nan(NAN, 1)), "what comes later must not hide it");
}
