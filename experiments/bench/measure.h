/* Times of many contenders, taken in turns, so that what disturbs the machine disturbs all. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stddef.h>

typedef void measured_run(void *context, size_t contender);

typedef struct measured_time {
    double best, median; /* seconds per run */
} measured_time;

/* Every round runs each contender once, often enough to take `least` seconds; as many rounds as fit
   into `budget` seconds, but at least 3, or exactly `repetitions` if that is not 0. */
void measure(size_t contenders, measured_run *run, void *context, double least, double budget,
             size_t repetitions, measured_time *times);

#endif
