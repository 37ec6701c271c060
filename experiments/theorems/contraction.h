/* How steps whose ages and theta change bring agents nearer (docs/theory.md, section 7b): products
   Phi(t,s) = A_(t-1) ... A_s, and the answers of all agents at the end to every gradient. */
#ifndef CONTRACTION_H
#define CONTRACTION_H

#include "schedule.h"

/* Half the largest distance of two rows, in the sum norm: by how much a row-stochastic matrix
   shrinks differences at least. matrix: rows x columns. */
double contraction_of_rows(size_t rows, size_t columns, const double *matrix);

/* The same for Phi(end, from), with all its states. */
double contraction_of_steps(const schedule *plan, size_t from, size_t end);

/* x(T) = start x(0) - eta sum_(s<T) H(T,s) g(s), T = steps: H(T,s)_ij goes to
   H[(i * T + s) * agents + j], start: agents x agents. Both must be zero before. */
void contraction_answers(const schedule *plan, double *H, double *start);

#endif
