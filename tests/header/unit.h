/* SPDX-License-Identifier: MIT
 *
 * One problem, solved by a unit that is compiled for float and by one that is compiled for double,
 * whatever the element type of the rest of the program is.
 */
#ifndef TESTS_HEADER_UNIT_H
#define TESTS_HEADER_UNIT_H

enum { UNIT_ELEMENTS = 300, UNIT_ENTRIES = 4, UNIT_STEPS = 5 };

/* Numbers that float holds exactly. */
typedef struct unit_problem {
    double x[UNIT_ENTRIES][UNIT_ELEMENTS], g[UNIT_ENTRIES][UNIT_ELEMENTS];
    double own[UNIT_STEPS][UNIT_ELEMENTS]; /* the agent's path up to now; x[0] is its end */
} unit_problem;

typedef struct unit_result {
    int status; /* the first that is not 0 */
    double moves[UNIT_ELEMENTS], xhat[UNIT_ELEMENTS], x_new[UNIT_ELEMENTS];
    double pre[UNIT_ELEMENTS], clip[UNIT_ELEMENTS], theta;
} unit_result;

/* The options and the sums of the practical variant are structures of the header: they have one
   layout in all units, and travel between them. */
struct pcasgd_opts;
struct pcasgd_choice;

typedef void unit_solver(const unit_problem *problem, const struct pcasgd_opts *opts,
                         struct pcasgd_choice *choice, unit_result *result);

unit_solver solve_in_float, solve_in_double;

#endif
