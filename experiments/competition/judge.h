/* Who has won: the judging of gaps, of ratios, and of many ratios together. */
#ifndef JUDGE_H
#define JUDGE_H

#include <stddef.h>

typedef enum verdict { WIN, TIE, LOSS } verdict;

/* What a gap counts as: no less than 1e-5 and no more than 1000 times the initial one; what is not
   finite counts as the most. */
double judge_gap(double gap, double initial);

/* A ratio own/other: a win below 1/1.05, a loss above 1.05. NaN is a loss. */
verdict judge(double ratio);

typedef struct score {
    size_t cases, wins, ties, losses;
    double geomean, p95, worst; /* of the ratios; of no cases: NAN */
    size_t worst_at;            /* which ratio is the worst; the first of equal ones */
} score;

/* Of positive ratios; a ratio that is not finite makes geomean, p95 and worst infinite. */
score judge_all(const double *ratio, size_t count);

#endif
