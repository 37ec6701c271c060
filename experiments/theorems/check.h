/* The list of checks: one file for each statement of docs/theory.md. A file opens with the statement,
   its assumptions and its source, has one function of this shape, and ends with its negative
   controls. */
#ifndef CHECK_H
#define CHECK_H

#include "statement.h"

#include <stdbool.h>

/* Adds the claim and all judged cases to the list. full: publication size. */
typedef void check_function(statements *list, bool full);

check_function check_lemma1, check_theorem1;

typedef struct check {
    const char *stem; /* of its file of statements */
    check_function *function;
} check;

/* In the order of docs/theory.md, ended by {NULL, NULL}. */
extern const check checks[];

#endif
