#include "modes.h"

#include "../harness/support.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

static gsl_matrix *matrix_new(size_t states)
{
    gsl_matrix *A = gsl_matrix_calloc(states, states);
    if (!A) {
        FAIL("out of memory for a matrix of %zu states: use smaller ages", states);
    }
    return A;
}

/* Frees A. */
static modes eigenvalues(gsl_matrix *A)
{
    modes self = {A->size1, allocate_reals(A->size1), allocate_reals(A->size1)};
    gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(A->size1);
    gsl_vector_complex *values = gsl_vector_complex_alloc(A->size1);
    size_t i;
    if (!work || !values) {
        FAIL("out of memory for %zu eigenvalues: use smaller ages", A->size1);
    }
    gsl_eigen_nonsymm_params(0, 1, work); /* balanced: the entries differ by orders */
    if (gsl_eigen_nonsymm(A, values, work) != GSL_SUCCESS) {
        FAIL("no eigenvalues of a matrix of %zu states", A->size1);
    }
    for (i = 0; i < self.count; i++) {
        self.re[i] = GSL_REAL(gsl_vector_complex_get(values, i));
        self.im[i] = GSL_IMAG(gsl_vector_complex_get(values, i));
    }
    gsl_eigen_nonsymm_free(work);
    gsl_vector_complex_free(values);
    gsl_matrix_free(A);
    return self;
}

modes modes_new(const mixing *weights, bool forecast, double eta_h)
{
    size_t N = weights->agents, states = N * (1 + weights->longest_age), i, k;
    gsl_matrix *A = matrix_new(states);
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            size_t at = i * N + k, age = weights->age[at];
            double factor = forecast ? 1 - (double)age * eta_h : 1;
            *gsl_matrix_ptr(A, i, k) += weights->P[at] - (i == k ? eta_h : 0);
            *gsl_matrix_ptr(A, i, age * N + k) += factor * weights->Q[at];
        }
    }
    for (i = N; i < states; i++) {
        gsl_matrix_set(A, i, i - N, 1);
    }
    return eigenvalues(A);
}

modes modes_of_delay(double first, double last, size_t age)
{
    gsl_matrix *A = matrix_new(1 + age);
    size_t i;
    *gsl_matrix_ptr(A, 0, 0) += first;
    *gsl_matrix_ptr(A, 0, age) += last;
    for (i = 1; i <= age; i++) {
        gsl_matrix_set(A, i, i - 1, 1);
    }
    return eigenvalues(A);
}

double modes_alpha(const mixing *w, double eta_h)
{
    double alpha = 0;
    size_t i, k;
    for (i = 0; i < w->agents; i++) {
        double sum = 0;
        for (k = 0; k < w->agents; k++) {
            size_t at = i * w->agents + k;
            sum += fabs(w->P[at] - (i == k ? eta_h : 0));
            sum += w->Q[at] * fabs(1 - eta_h * (double)w->age[at]);
        }
        alpha = fmax(alpha, sum);
    }
    return alpha;
}

double modes_radius(const modes *self)
{
    double radius = 0;
    size_t i;
    for (i = 0; i < self->count; i++) {
        radius = fmax(radius, hypot(self->re[i], self->im[i]));
    }
    return radius;
}

void modes_free(modes *self)
{
    free(self->re);
    free(self->im);
}
