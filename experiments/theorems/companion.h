/* Eigenvalues of any linear scheme x(t+1) = sum_s A_s x(t-s). */
#ifndef COMPANION_H
#define COMPANION_H

#include <stddef.h>

/* The largest modulus of the eigenvalues of a square matrix. */
double matrix_radius(size_t n, const double *matrix);

/* Of the scheme: A: (longest+1) x agents x agents. */
double companion_radius(size_t agents, size_t longest, const double *A);

#endif
