/* Does A beat B? A paired test over seeds: both have the same partition and the same draws. */
#ifndef PAIRED_H
#define PAIRED_H

#include <stddef.h>

/* Two-sided p of Student's test for the mean of a[s] - b[s] being 0, s = 0 .. seeds-1: t = mean /
   (standard deviation/sqrt(seeds)), seeds - 1 degrees of freedom. Equal differences of size not 0:
   0; all differences 0, fewer than two seeds, or a NaN: 1, nothing is known. stride: distance
   between the values of neighbouring seeds. */
double paired_p(const double *a, const double *b, size_t stride, size_t seeds);

/* Holm's correction for `count` tests made at once, in place: the chance that any of them is
   wrongly called significant stays below the level. */
void holm_adjust(double *p, size_t count);

#endif
