#include "spectrum.h"

#include "../harness/support.h"

#include <gsl/gsl_complex_math.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

/* What x_i(t+1) takes from x_k(t-tau): its weight, less the gradients of the forecast. */
static double late_coefficient(const mixing *weights, size_t at, double eta_h)
{
    return (1 - (double)weights->age[at] * eta_h) * weights->Q[at];
}

/* first[k] .. first[k+1]-1 are the states of agent k, the newest first. A message whose coefficient
   vanishes needs no state, and a state that nobody hears would only add an eigenvalue 0. */
static size_t *list_states(const mixing *weights, double eta_h)
{
    size_t N = weights->agents, i, k, *first = allocate(N + 1, sizeof *first);
    for (k = 0; k < N; k++) {
        size_t longest = 0;
        for (i = 0; i < N; i++) {
            size_t age = weights->age[i * N + k];
            if (age > longest && late_coefficient(weights, i * N + k, eta_h) != 0) {
                longest = age;
            }
        }
        first[k + 1] = first[k] + 1 + longest;
    }
    return first;
}

static gsl_matrix *build(const mixing *weights, const size_t *first, double eta_h)
{
    size_t N = weights->agents, i, k, s;
    gsl_matrix *A = gsl_matrix_calloc(first[N], first[N]);
    if (!A) {
        FAIL("out of memory for a matrix of %zu states: use smaller ages", first[N]);
    }
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            double late = late_coefficient(weights, i * N + k, eta_h);
            double *fresh = gsl_matrix_ptr(A, first[i], first[k]);
            *fresh += weights->P[i * N + k] - (i == k ? eta_h : 0);
            if (late != 0) {
                *gsl_matrix_ptr(A, first[i], first[k] + weights->age[i * N + k]) += late;
            }
        }
        for (s = first[i] + 1; s < first[i + 1]; s++) {
            gsl_matrix_set(A, s, s - 1, 1);
        }
    }
    return A;
}

size_t spectrum_states(const mixing *weights)
{
    size_t *first = list_states(weights, 0), states = first[weights->agents];
    free(first);
    return states;
}

static double largest_modulus(gsl_matrix *A)
{
    gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(A->size1);
    gsl_vector_complex *values = gsl_vector_complex_alloc(A->size1);
    double largest = 0;
    size_t i;
    int status;
    if (!work || !values) {
        FAIL("out of memory for %zu eigenvalues: use smaller ages", A->size1);
    }
    gsl_eigen_nonsymm_params(0, 1, work); /* balanced: the entries differ by orders */
    status = gsl_eigen_nonsymm(A, values, work);
    for (i = 0; i < A->size1 && status == GSL_SUCCESS; i++) {
        double modulus = gsl_complex_abs(gsl_vector_complex_get(values, i));
        largest = modulus > largest ? modulus : largest;
    }
    gsl_eigen_nonsymm_free(work);
    gsl_vector_complex_free(values);
    return status == GSL_SUCCESS ? largest : NAN;
}

double spectral_radius(const mixing *weights, double eta_h)
{
    size_t *first = list_states(weights, eta_h);
    gsl_matrix *A = build(weights, first, eta_h);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    double radius = NAN;
    if (gsl_matrix_max(A) < 1e100 && gsl_matrix_min(A) > -1e100) {
        radius = largest_modulus(A);
    }
    gsl_set_error_handler(handler);
    gsl_matrix_free(A);
    free(first);
    return radius;
}
