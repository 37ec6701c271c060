/* Where a method comes to rest on quadratics without noise, by a run and by the linear system: for
   the checks of fixed points. */
#ifndef REST_H
#define REST_H

#include "setting.h"

#include "../harness/objective.h"

enum { REST_AGENTS = 8, REST_DIMENSION = 5, REST_SIZE = REST_AGENTS * REST_DIMENSION };

/* Agent k's curvatures and centres begin at k * REST_DIMENSION. */
typedef struct rest_problem {
    double hessian[REST_SIZE], center[REST_SIZE];
    objective *objective;
} rest_problem;

/* One way to run it; scale: NULL, or one factor on the gradients of each agent. */
typedef struct rest_method {
    const setting *how;
    double eta, lambda;
    const double *scale;
} rest_method;

/* The fixed point of docs/theory.md, section 7(c), into x: agents x dimension. */
void rest_by_theory(const rest_method *method, const rest_problem *problem, double *x);

/* The end of a run of 4000 steps from 0. */
void rest_by_run(const rest_method *method, const rest_problem *problem, double *x);

#endif
