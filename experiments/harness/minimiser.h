/* The lowest point of F_q = sum_k q_k f_k. */
#ifndef MINIMISER_H
#define MINIMISER_H

#include "objective.h"

typedef struct minimum {
    double *x;        /* n: a minimiser; the nearest to 0 if F_q is quadratic */
    double value;     /* F_q there */
    double gradient;  /* |gradient of F_q| there, at most 1e-10 */
    double curvature; /* smallest nonzero eigenvalue of the Hessian of F_q there */
} minimum;

/* Of an objective with a Hessian, by Newton's method from 0 (from near_lowest() if there is one):
   one step for a quadratic. Stops the program where it finds no point with gradient <= 1e-10 from
   which the next step would be short: separable logistic regression without L2 has none. */
minimum minimum_of(const objective *f, const double *q);
void minimum_free(minimum *self);

/* F_q(x), and its gradient into g: n. */
double weighted_value(const objective *f, const double *q, const double *x);
void weighted_gradient(const objective *f, const double *q, const double *x, double *g);

#endif
