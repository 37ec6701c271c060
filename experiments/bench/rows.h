/* What the step benchmark has measured, and where it goes. */
#ifndef ROWS_H
#define ROWS_H

#include <stdio.h>

#include "measure.h"

typedef struct bench_row {
    size_t n, fresh, stale;
    int is_float, threads;
    const char *contender, *build;
    measured_time time, ours, limit; /* ours and the limit of the same row */
} bench_row;

typedef struct bench_rows {
    bench_row *row;
    size_t count, room;
} bench_rows;

void rows_add(bench_rows *self, bench_row row);

/* Ratios by best times; .csv has the times as well, best and median. */
void rows_write(const bench_rows *self, const char *folder);

/* One table per type, threads and neighbours: contenders down, lengths across. */
void rows_print(const bench_rows *self, FILE *out);

/* For the documentation: with 2 fresh and 2 stale neighbours, one thread. */
void rows_write_page(const bench_rows *self, const char *folder);

#endif
