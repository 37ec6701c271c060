/* bound/measured of the closed statements on one run without noise, where expectations are values. */
#ifndef BOUNDS_H
#define BOUNDS_H

#include "problem.h"

typedef struct closed_statement {
    const char *id, *what;
    /* bound/measured, below 1 where the statement is broken; NaN where an assumption fails */
    double (*ratio)(const opened *run);
} closed_statement;

/* Ended by id = NULL. */
extern const closed_statement closed_statements[];

#endif
