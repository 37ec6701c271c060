/* PC-ASGD once more, as its equations are written: every step of every agent kept, every sum done
   term by term. Nothing is shared with pcasgd.h or the harness; they are compared with it. */
#ifndef NAIVE_H
#define NAIVE_H

#include <stdbool.h>
#include <stddef.h>

/* f_i(x) = 1/2 sum_c hessian[i][c] (x_c - center[i][c])^2 */
typedef struct naive_problem {
    size_t agents, n, steps;
    double eta, lambda;
    size_t reliable_age;
    bool forecast, renormalise;
    double *theta;        /* agents; NULL: practical variant */
    double *weights;      /* agents x agents */
    double *clip_weights; /* agents x agents; NULL: by the rule */
    double *scale;        /* agents: factor of the gradients; NULL: 1 */
    size_t *ages;         /* steps x agents x agents */
    double *x0;           /* agents x n */
    double *hessian, *center; /* agents x n */
} naive_problem;

/* The trajectory, (steps + 1) x agents x n, new memory. *clearance becomes the smallest distance of
   two cosines from a tie among all choices between candidates that differ: where it is as small as
   rounding, either choice is right. */
double *naive_run(const naive_problem *problem, double *clearance);

#endif
