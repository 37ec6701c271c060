#include "paired.h"

#include "../harness/support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

double paired_p(const double *a, const double *b, size_t stride, size_t seeds)
{
    double *difference = allocate_reals(seeds), mean, deviation, t, p = 1;
    size_t s;
    for (s = 0; s < seeds; s++) {
        difference[s] = a[s * stride] - b[s * stride];
    }
    if (seeds > 1) {
        mean = gsl_stats_mean(difference, 1, seeds);
        deviation = gsl_stats_sd_m(difference, 1, seeds, mean);
        t = fabs(mean) / (deviation / sqrt((double)seeds));
        if (t >= 0) {
            p = 2 * gsl_cdf_tdist_Q(t, (double)seeds - 1);
        }
    }
    free(difference);
    return p;
}

void holm_adjust(double *p, size_t count)
{
    size_t *order = allocate(count, sizeof *order), j;
    double least = 0;
    gsl_sort_index(order, p, 1, count);
    for (j = 0; j < count; j++) {
        least = fmax(least, fmin(1, (double)(count - j) * p[order[j]]));
        p[order[j]] = least;
    }
    free(order);
}
