/* Eigenvalues of symmetric matrices. */
#ifndef SYMMETRIC_H
#define SYMMETRIC_H

#include <stddef.h>

/* value[e] belongs to vector[e*n .. e*n+n-1], of length 1; in no order. */
typedef struct symmetric_eigen {
    size_t n;
    double *value, *vector;
} symmetric_eigen;

/* matrix: n x n */
symmetric_eigen symmetric_eigen_new(size_t n, const double *matrix);
void symmetric_eigen_free(symmetric_eigen *self);

double symmetric_largest(const symmetric_eigen *self);

/* The smallest eigenvalue that is not zero: not below 1e-11 of the largest in size. */
double symmetric_smallest_nonzero(const symmetric_eigen *self);

/* H^+ v into out: n, with the eigenvalues' sizes in place of the eigenvalues: H^+ v is a direction
   of descent for the gradient -v even where H is not positive. Zero eigenvalues give nothing. */
void symmetric_solve(const symmetric_eigen *self, const double *v, double *out);

#endif
