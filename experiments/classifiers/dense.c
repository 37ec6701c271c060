#include "dense.h"

#include <cblas.h>
#include <string.h>

void dense_use_one_thread(void)
{
    openblas_set_num_threads(1);
}

void dense_product(dense_form form, size_t rows, size_t columns, size_t inner, const real *A,
                   const real *B, int keep, real *C)
{
    const int m = (int)rows, n = (int)columns, k = (int)inner;
    _Generic((real)0, float: cblas_sgemm, double: cblas_dgemm)(
        CblasRowMajor, form == TRANSPOSED_A_B ? CblasTrans : CblasNoTrans,
        form == A_TRANSPOSED_B ? CblasTrans : CblasNoTrans, m, n, k, 1, A,
        form == TRANSPOSED_A_B ? m : k, B, form == A_TRANSPOSED_B ? k : n, (real)keep, C, n);
}

void dense_forward(dense layer, size_t rows, const real *input, const real *W, const real *b,
                   real *output)
{
    size_t r;
    for (r = 0; r < rows; r++) {
        memcpy(output + r * layer.outputs, b, layer.outputs * sizeof *b);
    }
    dense_product(A_B, rows, layer.outputs, layer.inputs, input, W, 1, output);
}

void dense_backward(dense layer, size_t rows, const real *input, const real *W, const real *slope,
                    real *input_slope, real *gW, real *gb)
{
    size_t r, c;
    dense_product(TRANSPOSED_A_B, layer.inputs, layer.outputs, rows, input, slope, 1, gW);
    for (r = 0; r < rows; r++) {
        for (c = 0; c < layer.outputs; c++) {
            gb[c] += slope[r * layer.outputs + c];
        }
    }
    if (input_slope) {
        dense_product(A_TRANSPOSED_B, rows, layer.inputs, layer.outputs, slope, W, 0, input_slope);
    }
}

void relu_forward(size_t count, real *value)
{
    size_t j;
    for (j = 0; j < count; j++) {
        value[j] = value[j] < 0 ? 0 : value[j]; /* NaN stays */
    }
}

void relu_backward(size_t count, const real *value, real *slope)
{
    size_t j;
    for (j = 0; j < count; j++) {
        slope[j] = value[j] == 0 ? 0 : slope[j];
    }
}
