#include "covariance.h"

#include "../harness/support.h"

#include <gsl/gsl_blas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* H_h(s) in a ring of `slots` matrices. */
static double *slot(size_t agents, size_t slots, size_t s, double *H)
{
    return H + (s - 1) % slots * agents * agents;
}

/* Adds weight times row k of `from` to row i of `to`. */
static void add_row(size_t N, double *to, size_t i, double weight, const double *from, size_t k)
{
    size_t j;
    for (j = 0; j < N; j++) {
        to[i * N + j] += weight * from[k * N + j];
    }
}

/* H_h(s+1) from those before it; slots: more than the longest age + 1. */
static void advance(const mixing *weights, bool forecast, double eta_h, size_t slots, size_t s,
                    double *H)
{
    size_t N = weights->agents, i, k;
    double *next = slot(N, slots, s + 1, H);
    memset(next, 0, N * N * sizeof *next);
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            size_t at = i * N + k, age = weights->age[at];
            double factor = forecast ? 1 - (double)age * eta_h : 1;
            add_row(N, next, i, weights->P[at] - (i == k ? eta_h : 0), slot(N, slots, s, H), k);
            if (age > 0 && s > age && weights->Q[at] > 0) {
                add_row(N, next, i, factor * weights->Q[at], slot(N, slots, s - age, H), k);
            }
            next[at] += forecast && s == age ? (double)age * weights->Q[at] : 0;
        }
    }
}

static void begin(size_t N, double *H)
{
    size_t j;
    for (j = 0; j < N; j++) {
        H[j * N + j] = 1;
    }
}

void curved_responses(const mixing *weights, bool forecast, double eta_h, size_t steps, double *H)
{
    size_t s;
    begin(weights->agents, H);
    for (s = 1; s < steps; s++) {
        advance(weights, forecast, eta_h, steps, s, H);
    }
}

double covariance_trace(const mixing *weights, bool forecast, double eta_h, size_t most_steps)
{
    /* squares of what is left out are below 1e-24 */
    const double negligible = 1e-12;
    size_t N = weights->agents, slots = weights->longest_age + 2, s, quiet = 0, j;
    double *H = allocate_reals(slots * N * N), trace = 0;
    begin(N, H);
    for (s = 1; quiet < slots && s <= most_steps; s++) {
        const double *now = slot(N, slots, s, H);
        double largest = 0;
        for (j = 0; j < N * N; j++) {
            trace += now[j] * now[j];
            largest = fmax(largest, fabs(now[j]));
        }
        quiet = largest <= negligible ? quiet + 1 : 0;
        advance(weights, forecast, eta_h, slots, s, H);
    }
    free(H);
    return quiet < slots ? NAN : trace;
}

void covariance_by_sum(const mixing *weights, bool forecast, double eta_h, size_t steps, double *C)
{
    size_t N = weights->agents, s, i, k, j;
    double *H = allocate_reals(steps * N * N);
    curved_responses(weights, forecast, eta_h, steps, H);
    for (i = 0; i < N * N; i++) {
        C[i] = 0;
    }
    for (s = 0; s < steps; s++) {
        const double *now = H + s * N * N;
        for (i = 0; i < N; i++) {
            for (k = 0; k < N; k++) {
                for (j = 0; j < N; j++) {
                    C[i * N + k] += now[i * N + j] * now[k * N + j];
                }
            }
        }
    }
    free(H);
}

static gsl_matrix *matrix_new(size_t rows, size_t columns)
{
    gsl_matrix *A = gsl_matrix_calloc(rows, columns);
    if (!A) {
        FAIL("out of memory for a matrix of %zu x %zu: use smaller ages", rows, columns);
    }
    return A;
}

/* F and G. Slots of x come first, then slots of the noise; eta = 1: C is divided by eta^2. */
static void write_system(const mixing *weights, bool forecast, double eta_h, gsl_matrix *F,
                         gsl_matrix *G)
{
    size_t N = weights->agents, m = weights->longest_age, i, k, s;
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            size_t at = i * N + k, age = weights->age[at];
            double factor = forecast ? 1 - (double)age * eta_h : 1;
            *gsl_matrix_ptr(F, i, k) += weights->P[at] - (i == k ? eta_h : 0);
            *gsl_matrix_ptr(F, i, age * N + k) += factor * weights->Q[at];
            if (age > 0 && forecast) {
                *gsl_matrix_ptr(F, i, (m + age) * N + k) -= (double)age * weights->Q[at];
            }
        }
        gsl_matrix_set(G, i, i, -1);
        if (m > 0) {
            gsl_matrix_set(G, (m + 1) * N + i, i, 1);
        }
        for (s = 1; s <= m; s++) {
            gsl_matrix_set(F, s * N + i, (s - 1) * N + i, 1);
            if (s > 1) {
                gsl_matrix_set(F, (m + s) * N + i, (m + s - 1) * N + i, 1);
            }
        }
    }
}

/* out = A X A' */
static void sandwich(const gsl_matrix *A, const gsl_matrix *X, gsl_matrix *half, gsl_matrix *out)
{
    gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1, A, X, 0, half);
    gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1, half, A, 0, out);
}

/* Doubling (Smith 1968): after d rounds X = sum over n < 2^d of F^n G G' F'^n. X holds G G' at
   first; F is destroyed. 2^40 steps are enough for every rho that a double can tell from 1. */
static void double_up(gsl_matrix *F, gsl_matrix *X, gsl_matrix *half, gsl_matrix *work)
{
    int round;
    for (round = 0; round < 40; round++) {
        sandwich(F, X, half, work);
        gsl_matrix_add(X, work);
        gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1, F, F, 0, half);
        gsl_matrix_memcpy(F, half);
    }
}

double covariance_by_lyapunov(const mixing *weights, bool forecast, double eta_h, double *C)
{
    size_t N = weights->agents, size = N * (2 * weights->longest_age + 1), i, k;
    gsl_matrix *F = matrix_new(size, size), *G = matrix_new(size, N), *X = matrix_new(size, size);
    gsl_matrix *power = matrix_new(size, size), *half = matrix_new(size, size);
    gsl_matrix *rest = matrix_new(size, size), *noise = matrix_new(size, size);
    double residual;
    write_system(weights, forecast, eta_h, F, G);
    gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1, G, G, 0, noise);
    gsl_matrix_memcpy(X, noise);
    gsl_matrix_memcpy(power, F);
    double_up(power, X, half, rest);
    sandwich(F, X, half, rest);
    gsl_matrix_add(rest, noise);
    gsl_matrix_sub(rest, X);
    residual = fmax(gsl_matrix_max(rest), -gsl_matrix_min(rest));
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            C[i * N + k] = gsl_matrix_get(X, i, k);
        }
    }
    gsl_matrix_free(F);
    gsl_matrix_free(G);
    gsl_matrix_free(X);
    gsl_matrix_free(power);
    gsl_matrix_free(half);
    gsl_matrix_free(rest);
    gsl_matrix_free(noise);
    return residual;
}
