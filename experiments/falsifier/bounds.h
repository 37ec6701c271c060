/* bound/measured of the closed statements on one problem without noise, where expectations are
   values. */
#ifndef BOUNDS_H
#define BOUNDS_H

#include "problem.h"

typedef struct closed_statement {
    const char *id, *what;
    problem_kind kind;
    /* bound/measured, below 1 where the statement is broken; NaN where an assumption fails */
    double (*ratio)(const opened *run);
    /* For the control: the same of a wrong statement, named; NULL: this part of the bound. */
    double (*wrong)(const opened *run);
    const char *wrong_what;
    double part;
} closed_statement;

/* Ended by id = NULL. */
extern const closed_statement closed_statements[];

/* What rounding can add to a value of this size over a run of some hundred steps: a measured value
   may exceed its bound by so much where the bound itself is smaller. */
double rounding_of(double size);

double ratio_lambda_part(const opened *run), ratio_forecast(const opened *run);
double ratio_contraction(const opened *made), ratio_shrinking(const opened *made);

#endif
