#include "companion.h"

#include "../harness/support.h"
#include "../harness/vectors.h"

#include <gsl/gsl_complex_math.h>
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>

double matrix_radius(size_t n, const double *matrix)
{
    gsl_matrix *copy = gsl_matrix_alloc(n, n);
    gsl_vector_complex *value = gsl_vector_complex_alloc(n);
    gsl_eigen_nonsymm_workspace *space = gsl_eigen_nonsymm_alloc(n);
    double largest = 0;
    size_t i, k;
    for (i = 0; i < n; i++) {
        for (k = 0; k < n; k++) {
            gsl_matrix_set(copy, i, k, matrix[i * n + k]);
        }
    }
    if (gsl_eigen_nonsymm(copy, value, space) != 0) {
        FAIL("no eigenvalues of a matrix of %zu rows", n);
    }
    for (i = 0; i < n; i++) {
        double size = gsl_complex_abs(gsl_vector_complex_get(value, i));
        largest = larger_or_nan(largest, size);
    }
    gsl_eigen_nonsymm_free(space);
    gsl_vector_complex_free(value);
    gsl_matrix_free(copy);
    return largest;
}

double companion_radius(size_t agents, size_t longest, const double *A)
{
    size_t N = agents, all = N * (longest + 1), s, i, k;
    double *matrix = allocate_reals(all * all), radius;
    for (s = 0; s <= longest; s++) {
        for (i = 0; i < N; i++) {
            for (k = 0; k < N; k++) {
                matrix[i * all + s * N + k] = A[(s * N + i) * N + k];
            }
            if (s < longest) {
                matrix[((s + 1) * N + i) * all + s * N + i] = 1;
            }
        }
    }
    radius = matrix_radius(all, matrix);
    free(matrix);
    return radius;
}
