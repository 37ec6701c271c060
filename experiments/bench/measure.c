#include "measure.h"

#include "../harness/support.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <stdlib.h>
#include <time.h>

enum { LEAST_ROUNDS = 3, MOST_ROUNDS = 200 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double run_often(measured_run *run, void *context, size_t contender, size_t times)
{
    double begin = seconds();
    for (size_t k = 0; k < times; k++) {
        run(context, contender);
    }
    return (seconds() - begin) / (double)times;
}

void measure(size_t contenders, measured_run *run, void *context, double least, double budget,
             size_t repetitions, measured_time *times)
{
    double *taken = allocate_reals(contenders * MOST_ROUNDS), begin = seconds();
    size_t *often = allocate(contenders, sizeof *often), rounds = 0;
    for (size_t k = 0; k < contenders; k++) {
        run(context, k); /* warms up: a cold run would be counted as a slow one */
        often[k] = 1 + (size_t)(least / (run_often(run, context, k, 1) + 1e-9));
    }
    while (rounds < MOST_ROUNDS &&
           (repetitions ? rounds < repetitions
                        : rounds < LEAST_ROUNDS || seconds() - begin < budget)) {
        for (size_t k = 0; k < contenders; k++) {
            taken[k * MOST_ROUNDS + rounds] = run_often(run, context, k, often[k]);
        }
        rounds++;
    }
    for (size_t k = 0; k < contenders; k++) {
        gsl_sort(taken + k * MOST_ROUNDS, 1, rounds);
        times[k].best = taken[k * MOST_ROUNDS];
        times[k].median = gsl_stats_median_from_sorted_data(taken + k * MOST_ROUNDS, 1, rounds);
    }
    free(taken);
    free(often);
}
