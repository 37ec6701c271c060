/* Networks of fully connected layers as they are written, in double, one image at a time. */
#ifndef TESTS_NAIVE_NET_H
#define TESTS_NAIVE_NET_H

#include "../../experiments/harness/dataset.h"

/* The mean loss of samples 0 .. count-1 with parameters x; `hidden`: units with ReLU, 0: none. */
double naive_dense_loss(const dataset *data, size_t count, size_t hidden, const double *x);

/* -log of the share of the right one of ten scores */
double naive_cross_entropy(const double *score, size_t label);

/* output_j = b_j + sum_i input_i W_ij; x: W, then b */
void naive_layer(size_t inputs, size_t outputs, const double *x, const double *input,
                 double *output);

#endif
