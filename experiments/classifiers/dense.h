/* For the files of classifiers: fully connected layers and ReLU, for `rows` samples at once.
   Matrices are row by row: input: rows x inputs, W: inputs x outputs, b: outputs, output and slope:
   rows x outputs. A slope is what the loss changes by with an output. */
#ifndef DENSE_H
#define DENSE_H

#include "../harness/real.h"

#include <stddef.h>

typedef struct dense {
    size_t inputs, outputs;
} dense;

/* Products run in one thread: experiments are parallel over their runs. */
void dense_use_one_thread(void);

/* output = input W + b */
void dense_forward(dense layer, size_t rows, const real *input, const real *W, const real *b,
                   real *output);

/* gW += input' slope and gb += sum of slope's rows; input_slope = slope W' unless it is NULL. */
void dense_backward(dense layer, size_t rows, const real *input, const real *W, const real *slope,
                    real *input_slope, real *gW, real *gb);

/* C = A B + keep C, with A transposed or B transposed as said; C: rows x columns, and `inner` terms
   in every sum. */
typedef enum dense_form { A_B, TRANSPOSED_A_B, A_TRANSPOSED_B } dense_form;
void dense_product(dense_form form, size_t rows, size_t columns, size_t inner, const real *A,
                   const real *B, int keep, real *C);

/* Negative values become 0. */
void relu_forward(size_t count, real *value);

/* The slope is 0 where the value that relu_forward() left is 0. */
void relu_backward(size_t count, const real *value, real *slope);

#endif
