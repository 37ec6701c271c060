#include "spectrum.h"

#include "../harness/support.h"

#include <gsl/gsl_complex_math.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

/* The part of A(h) that belongs to one class of agents. A(h) is block triangular in the classes, so
   that its eigenvalues are those of the parts; taken together, equal eigenvalues of different parts
   would cost half of the digits. */
typedef struct part {
    const mixing *weights;
    double eta_h;
    const size_t *class_of;
    size_t class;
    size_t *first; /* states of agent k: first[k] .. first[k+1]-1, the newest first */
} part;

static bool is_inside(const part *self, size_t i, size_t k)
{
    return self->class_of[i] == self->class && self->class_of[k] == self->class;
}

/* What x_i(t+1) takes from x_k(t-tau): its weight, less the gradients of the forecast. */
static double late_coefficient(const part *self, size_t i, size_t k)
{
    size_t at = i * self->weights->agents + k;
    return (1 - (double)self->weights->age[at] * self->eta_h) * self->weights->Q[at];
}

/* A message whose coefficient vanishes needs no state, and a state that nobody hears would only add
   an eigenvalue 0. Returns the number of states. */
static size_t list_states(part *self)
{
    size_t N = self->weights->agents, i, k;
    for (k = 0; k < N; k++) {
        size_t longest = 0;
        for (i = 0; i < N; i++) {
            size_t age = self->weights->age[i * N + k];
            if (is_inside(self, i, k) && age > longest && late_coefficient(self, i, k) != 0) {
                longest = age;
            }
        }
        self->first[k + 1] = self->first[k] + (is_inside(self, k, k) ? 1 + longest : 0);
    }
    return self->first[N];
}

static gsl_matrix *build(const part *self)
{
    size_t N = self->weights->agents, *first = self->first, i, k, s;
    gsl_matrix *A = gsl_matrix_calloc(first[N], first[N]);
    if (!A) {
        FAIL("out of memory for a matrix of %zu states: use smaller ages", first[N]);
    }
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            size_t at = i * N + k;
            double late = late_coefficient(self, i, k);
            if (is_inside(self, i, k)) {
                double fresh = self->weights->P[at] - (i == k ? self->eta_h : 0);
                gsl_matrix_set(A, first[i], first[k], fresh);
            }
            if (is_inside(self, i, k) && late != 0) {
                *gsl_matrix_ptr(A, first[i], first[k] + self->weights->age[at]) += late;
            }
        }
        for (s = first[i] + 1; s < first[i + 1]; s++) {
            gsl_matrix_set(A, s, s - 1, 1);
        }
    }
    return A;
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

static double radius_of_part(const part *self)
{
    gsl_matrix *A = build(self);
    bool overflows = !(gsl_matrix_max(A) < 1e100 && gsl_matrix_min(A) > -1e100);
    double radius = overflows ? NAN : largest_modulus(A);
    gsl_matrix_free(A);
    return radius;
}

/* Calls nothing but list_states() if `radius` is NULL; returns the largest number of states. */
static size_t visit_parts(const mixing *weights, double eta_h, double *radius)
{
    size_t N = weights->agents, *class_of = allocate(N, sizeof *class_of), largest = 0;
    size_t classes = mixing_classes(weights, class_of);
    part self = {weights, eta_h, class_of, 0, allocate(N + 1, sizeof *self.first)};
    for (self.class = 0; self.class < classes; self.class++) {
        size_t states = list_states(&self);
        largest = states > largest ? states : largest;
        if (radius) {
            double found = radius_of_part(&self);
            *radius = found > *radius || isnan(found) ? found : *radius;
        }
    }
    free(self.first);
    free(class_of);
    return largest;
}

size_t spectrum_states(const mixing *weights)
{
    return visit_parts(weights, 0, NULL);
}

double spectral_radius(const mixing *weights, double eta_h)
{
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    double radius = 0;
    visit_parts(weights, eta_h, &radius);
    gsl_set_error_handler(handler);
    return radius;
}
