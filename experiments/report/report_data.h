/* What the files of this folder share: all results, read back from the experiments' files. */
#ifndef REPORT_DATA_H
#define REPORT_DATA_H

#include "report.h"

#include "../harness/table.h"

#include <stdbool.h>

enum { REPORT_PATH = 4096 };

#ifdef __clang__
#define REPORT_COMPILER __VERSION__
#else
#define REPORT_COMPILER "GCC " __VERSION__
#endif

/* One judged case. Texts point into the tables. */
typedef struct judged {
    const char *id, *what, *verdict, *expected, *figure;
    double measured, bound;
} judged;

/* One claim: "id: sentence", and the cases with its id. */
typedef struct claim {
    char id[32];
    const char *sentence;
    size_t cases, controls, as_expected;
} claim;

struct report {
    const char *size, *folder;
    size_t files, cases, claims;
    table **file; /* files: the statements of each experiment and check */
    judged *judged;
    claim *claim;
    table *sabotage; /* e3: wrong programs, and which check caught which */
    table *sweep;    /* e5: the end of every method in every setting */
};

bool judged_is_expected(const judged *self);

/* bound/measured: below 1 where a bound is broken; NaN where both are 0. */
double judged_ratio(const judged *self);

#endif
