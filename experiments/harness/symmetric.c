#include "symmetric.h"

#include "support.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Sums of some hundred products leave at most 1e-13 of the largest eigenvalue in place of a
   zero. */
static const double ZERO_SHARE = 1e-11;

symmetric_eigen symmetric_eigen_new(size_t n, const double *matrix)
{
    symmetric_eigen self = {n, allocate_reals(n), allocate_reals(n * n)};
    gsl_matrix *copy = gsl_matrix_alloc(n, n), *vector = gsl_matrix_alloc(n, n);
    gsl_vector *value = gsl_vector_alloc(n);
    gsl_eigen_symmv_workspace *space = gsl_eigen_symmv_alloc(n);
    size_t e, c;
    memcpy(copy->data, matrix, n * n * sizeof *matrix);
    gsl_eigen_symmv(copy, value, vector, space);
    for (e = 0; e < n; e++) {
        self.value[e] = gsl_vector_get(value, e);
        for (c = 0; c < n; c++) {
            self.vector[e * n + c] = gsl_matrix_get(vector, c, e);
        }
    }
    gsl_eigen_symmv_free(space);
    gsl_vector_free(value);
    gsl_matrix_free(vector);
    gsl_matrix_free(copy);
    return self;
}

void symmetric_eigen_free(symmetric_eigen *self)
{
    free(self->value);
    free(self->vector);
}

double symmetric_largest(const symmetric_eigen *self)
{
    double largest = -INFINITY;
    size_t e;
    for (e = 0; e < self->n; e++) {
        largest = fmax(largest, self->value[e]);
    }
    return largest;
}

static bool is_zero(const symmetric_eigen *self, size_t e)
{
    return !(fabs(self->value[e]) > ZERO_SHARE * symmetric_largest(self));
}

double symmetric_smallest_nonzero(const symmetric_eigen *self)
{
    double smallest = INFINITY;
    size_t e;
    for (e = 0; e < self->n; e++) {
        if (!is_zero(self, e)) {
            smallest = fmin(smallest, self->value[e]);
        }
    }
    return smallest;
}

void symmetric_solve(const symmetric_eigen *self, const double *v, double *out)
{
    size_t n = self->n, e, c;
    memset(out, 0, n * sizeof *out);
    for (e = 0; e < n; e++) {
        double along = 0;
        for (c = 0; c < n; c++) {
            along += self->vector[e * n + c] * v[c];
        }
        for (c = 0; c < n && !is_zero(self, e); c++) {
            out[c] += along / fabs(self->value[e]) * self->vector[e * n + c];
        }
    }
}
