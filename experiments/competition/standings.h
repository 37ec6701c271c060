/* What one half of the competition measured, read back, and how a challenger did in it. */
#ifndef STANDINGS_H
#define STANDINGS_H

#include "judge.h"

#include "../harness/table.h"

#include <stdbool.h>

typedef struct standings {
    table *from;
    size_t cases, methods;
    const char **name, **method, **kind; /* cases; methods */
    size_t *row; /* cases x methods: of the table; its number of rows where nobody entered */
} standings;

/* A file in which a case has the same method twice is refused. */
standings *standings_read(const char *folder, const char *half);
void standings_free(standings *self);

/* Refuses a name that did not take part. */
size_t standings_method(const standings *self, const char *name);

/* What is compared: the late gap, as it counts, or the steps to 5 % of the initial gap. */
typedef enum comparison { COMPARE_LATE, COMPARE_FIRST } comparison;

/* NAN if the method did not enter. */
double standings_value(const standings *self, comparison what, size_t in, size_t method);

/* A column that is the same for all methods of a case. */
const char *standings_text(const standings *self, size_t in, const char *column);

/* Against whom: a method, or the best of a kind in hindsight, in every case anew. */
typedef struct opponent {
    const char *kind; /* NULL: a method */
    size_t method;
} opponent;

/* The opponent's method in a case, of equal ones the first; if nobody entered, the number of
   methods. */
size_t standings_best(const standings *self, comparison what, size_t in, const opponent *of);

/* In which cases: those whose `column` has this text; NULL: all. */
typedef struct group {
    const char *column, *text;
} group;

/* The challenger's value over the opponent's in every case of the group where both are known, into
   ratio and at: cases; returns how many. at: which case. */
size_t standings_ratios(const standings *self, comparison what, size_t challenger,
                        const opponent *other, const group *where, double *ratio, size_t *at);

/* Of these ratios; worst_at is a case. */
score standings_score(const standings *self, comparison what, size_t challenger,
                      const opponent *other, const group *where);

/* The different texts of a column, sorted, into text: cases; returns how many. */
size_t standings_groups(const standings *self, const char *column, const char **text);

/* "best of ..", or the method's name */
const char *opponent_name(const standings *self, const opponent *other);

#endif
