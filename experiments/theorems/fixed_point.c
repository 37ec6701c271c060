#include "fixed_point.h"

#include "../harness/support.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

typedef struct solver {
    const mixing *weights;
    bool forecast;
    size_t n;
    const double *eta_hessian;
    gsl_matrix *left;
    gsl_permutation *order;
    int sign;
} solver;

static solver solver_new(const mixing *weights, bool forecast, size_t n, const double *eta_hessian)
{
    solver self = {weights, forecast, n, eta_hessian, NULL, NULL, 1};
    self.left = gsl_matrix_alloc(weights->agents, weights->agents);
    self.order = gsl_permutation_alloc(weights->agents);
    if (!self.left || !self.order) {
        FAIL("out of memory for a matrix of %zu agents", weights->agents);
    }
    return self;
}

static void solver_free(solver *self)
{
    gsl_matrix_free(self->left);
    gsl_permutation_free(self->order);
}

/* The entry of (I + T) E for agents i, k and coordinate c. */
static double pull(const solver *self, size_t i, size_t k, size_t c)
{
    double late = self->forecast ? self->weights->T[i * self->weights->agents + k] : 0;
    return ((i == k ? 1 : 0) + late) * self->eta_hessian[k * self->n + c];
}

static void factorise(solver *self, size_t c)
{
    size_t N = self->weights->agents, i, k;
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            double stay = (i == k ? 1 : 0) - self->weights->M[i * N + k];
            gsl_matrix_set(self->left, i, k, stay + pull(self, i, k, c));
        }
    }
    gsl_linalg_LU_decomp(self->left, self->order, &self->sign);
}

/* Has a pivot come out as rounding? */
static bool is_singular(const solver *self)
{
    double least = HUGE_VAL, most = 0;
    size_t N = self->weights->agents, i;
    for (i = 0; i < N; i++) {
        double pivot = fabs(gsl_matrix_get(self->left, i, i));
        least = fmin(least, pivot);
        most = fmax(most, pivot);
    }
    return !(least > (double)N * 1e-15 * most);
}

bool fixed_point_solve(const mixing *weights, bool forecast, size_t n, const double *eta_hessian,
                       const double *center, double *x)
{
    solver self = solver_new(weights, forecast, n, eta_hessian);
    size_t N = weights->agents, i, k, c;
    bool singular = false;
    gsl_vector *right = gsl_vector_alloc(N), *solution = gsl_vector_alloc(N);
    for (c = 0; c < n; c++) {
        factorise(&self, c);
        singular = is_singular(&self);
        if (singular) {
            break;
        }
        gsl_vector_set_zero(right);
        for (i = 0; i < N; i++) {
            for (k = 0; k < N; k++) {
                *gsl_vector_ptr(right, i) += pull(&self, i, k, c) * center[k * n + c];
            }
        }
        gsl_linalg_LU_solve(self.left, self.order, right, solution);
        for (i = 0; i < N; i++) {
            x[i * n + c] = gsl_vector_get(solution, i);
        }
    }
    gsl_vector_free(right);
    gsl_vector_free(solution);
    solver_free(&self);
    return !singular;
}

double fixed_point_determinant(const mixing *weights, bool forecast, const double *eta_hessian)
{
    solver self = solver_new(weights, forecast, 1, eta_hessian);
    double determinant;
    factorise(&self, 0);
    determinant = gsl_linalg_LU_det(self.left, self.sign);
    solver_free(&self);
    return determinant;
}
