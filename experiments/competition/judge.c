#include "judge.h"

#include "../harness/support.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

static const double LEAST_GAP = 1e-5, MOST_GAP = 1000, MARGIN = 1.05, TAIL = 0.95;

double judge_gap(double gap, double initial)
{
    double least = LEAST_GAP * initial, most = MOST_GAP * initial;
    if (!(gap <= most)) { /* or NaN */
        return most;
    }
    return gap < least ? least : gap;
}

verdict judge(double ratio)
{
    if (ratio * MARGIN < 1) {
        return WIN;
    }
    return ratio <= MARGIN ? TIE : LOSS;
}

static score count_verdicts(const double *ratio, size_t count)
{
    score self = {.cases = count, .geomean = NAN, .p95 = NAN, .worst = NAN};
    size_t j;
    for (j = 0; j < count; j++) {
        verdict found = judge(ratio[j]);
        self.wins += found == WIN;
        self.ties += found == TIE;
        self.losses += found == LOSS;
    }
    return self;
}

score judge_all(const double *ratio, size_t count)
{
    score self = count_verdicts(ratio, count);
    double *sorted = allocate_reals(count), logarithms = 0;
    size_t j;
    for (j = 0; j < count; j++) {
        sorted[j] = ratio[j] < INFINITY ? ratio[j] : INFINITY; /* NaN is not below */
        logarithms += log(sorted[j]) / (double)count;
        if (j == 0 || sorted[j] > self.worst) {
            self.worst = sorted[j];
            self.worst_at = j;
        }
    }
    if (count > 0) {
        gsl_sort(sorted, 1, count);
        self.geomean = exp(logarithms);
        self.p95 = INFINITY;
        if (self.worst < INFINITY) {
            self.p95 = gsl_stats_quantile_from_sorted_data(sorted, 1, count, TAIL);
        }
    }
    free(sorted);
    return self;
}
