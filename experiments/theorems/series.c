#include "series.h"

#include "../harness/support.h"

#include <stdlib.h>

/* One entry of X(s+1) = P X(s) + sum_tau Q_tau X(s-tau), without injections. */
static double follow(const mixing *w, const double *X, size_t s, size_t i, size_t j)
{
    size_t N = w->agents, k;
    double sum = 0;
    for (k = 0; k < N; k++) {
        size_t age = w->age[i * N + k];
        sum += w->P[i * N + k] * X[(s * N + k) * N + j];
        if (w->Q[i * N + k] > 0 && age < s) {
            sum += w->Q[i * N + k] * X[((s - age) * N + k) * N + j];
        }
    }
    return sum;
}

series *series_new(const setting *how, size_t steps)
{
    series *self = allocate(1, sizeof *self);
    const mixing *w = how->mixing;
    size_t N = how->agents, s, i, j;
    self->agents = N;
    self->steps = steps;
    self->H = allocate_reals((steps + 2) * N * N);
    self->K = allocate_reals((steps + 2) * N * N);
    for (i = 0; i < N; i++) {
        self->H[(N + i) * N + i] = 1;
        self->K[(N + i) * N + i] = 1;
    }
    for (s = 1; s < steps; s++) {
        for (i = 0; i < N; i++) {
            for (j = 0; j < N; j++) {
                size_t at = ((s + 1) * N + i) * N + j, age = w->age[i * N + j];
                self->K[at] = follow(w, self->K, s, i, j);
                self->H[at] = follow(w, self->H, s, i, j);
                if (how->forecast && w->Q[i * N + j] > 0 && age == s) {
                    self->H[at] += (double)age * w->Q[i * N + j];
                }
            }
        }
    }
    return self;
}

void series_free(series *self)
{
    free(self->H);
    free(self->K);
    free(self);
}

double series_H(const series *self, long s, size_t k, size_t j)
{
    return s > 0 ? self->H[((size_t)s * self->agents + k) * self->agents + j] : 0;
}

double series_K(const series *self, long s, size_t k, size_t j)
{
    return s > 0 ? self->K[((size_t)s * self->agents + k) * self->agents + j] : 0;
}
