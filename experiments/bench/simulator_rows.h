/* What the simulator's benchmark has measured, and where it goes. */
#ifndef SIMULATOR_ROWS_H
#define SIMULATOR_ROWS_H

#include "simulated.h"

#include <stdio.h>

typedef struct simulator_case {
    const char *series; /* what is varied in it */
    simulated_size size;
} simulator_case;

typedef struct simulator_row {
    simulator_case what;
    const char *contender;
    int threads;
    double best, median; /* seconds per step of one agent */
    double processor;    /* least seconds of processor time of the same, all threads together */
    double numpy;        /* the best of NumPy and SciPy in the same case; NAN: not there */
    size_t bytes;        /* of the network; 0: not known */
    size_t needed;       /* messages and state */
} simulator_row;

enum { SIMULATOR_MOST_ROWS = 64 };

typedef struct simulator_rows {
    size_t count;
    simulator_row row[SIMULATOR_MOST_ROWS];
} simulator_rows;

void simulator_rows_add(simulator_rows *self, simulator_row row);

/* simulator.json and simulator.csv */
void simulator_rows_write(const simulator_rows *self, const char *folder);

/* A table: one line per case. */
void simulator_rows_print(const simulator_rows *self, FILE *out);

#endif
