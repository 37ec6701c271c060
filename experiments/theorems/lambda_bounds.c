#include "lambda_bounds.h"

#include "../harness/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Responses that are this near to their limit count as arrived: what the sums then miss is some
   1e-14/(1 - rate), far below the digits of any bound. */
static const double ARRIVED = 1e-14;

enum { MOST_STEPS = 100000 };

/* The last `slots` matrices K(s) and H(s), agents x agents; K(s) = H(s) = 0 for s <= 0. */
typedef struct past {
    const setting *how;
    size_t agents, slots;
    double *K, *H;
} past;

static double *at(const past *self, double *X, size_t step)
{
    return X + step % self->slots * self->agents * self->agents;
}

/* K(step) = P K(step-1) + sum_tau Q_tau K(step-1-tau), K(1) = I; a step back beyond 0 reads a slot
   that is still zero. */
static void advance_K(const past *self, size_t step)
{
    const mixing *w = self->how->mixing;
    size_t N = self->agents, i, k, j;
    double *next = allocate_reals(N * N);
    for (i = 0; i < N; i++) {
        next[i * N + i] = step == 1;
        for (k = 0; k < N; k++) {
            const double *fresh = at(self, self->K, step - 1) + k * N;
            size_t heard = step - 1 + self->slots - w->age[i * N + k];
            const double *late = at(self, self->K, heard) + k * N;
            for (j = 0; j < N; j++) {
                next[i * N + j] += w->P[i * N + k] * fresh[j];
                if (w->Q[i * N + k] > 0) {
                    next[i * N + j] += w->Q[i * N + k] * late[j];
                }
            }
        }
    }
    memcpy(at(self, self->K, step), next, N * N * sizeof *next);
    free(next);
}

/* H(s) = K(s) + sum_tau tau K(s-tau) Q_tau */
static void set_H(const past *self, size_t step)
{
    const mixing *w = self->how->mixing;
    size_t N = self->agents, r, i, k;
    double *H = at(self, self->H, step);
    memcpy(H, at(self, self->K, step), N * N * sizeof *H);
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            size_t age = w->age[i * N + k];
            const double *sent = at(self, self->K, step + self->slots - age);
            for (r = 0; r < N && w->Q[i * N + k] > 0; r++) {
                H[r * N + k] += (double)age * w->Q[i * N + k] * sent[r * N + i];
            }
        }
    }
}

/* Adds |X(step) - X(step-r)| to V for all r. */
static void add_moves(const past *self, double *X, size_t step, size_t moves, double *V)
{
    size_t N = self->agents, i, j, r;
    const double *now = at(self, X, step);
    for (r = 0; r < moves; r++) {
        const double *then = at(self, X, step + self->slots - r);
        for (i = 0; i < N; i++) {
            for (j = 0; j < N; j++) {
                V[i * moves + r] += fabs(now[i * N + j] - then[i * N + j]);
            }
        }
    }
}

static bool has_arrived(const past *self, size_t step)
{
    size_t N = self->agents, j;
    const double *K = at(self, self->K, step), *pi0 = self->how->average.pi0;
    for (j = 0; j < N * N; j++) {
        if (!(fabs(K[j] - pi0[j % N]) <= ARRIVED)) {
            return false;
        }
    }
    return true;
}

/* largest over i of theta_i sum_{late k} w_ik sum_{r < tau} V_i(r) */
static double heaviest(const setting *how, size_t moves, const double *V)
{
    const mixing *w = how->mixing;
    size_t N = how->agents, i, k, r;
    double heaviest = 0;
    for (i = 0; i < N; i++) {
        double sum = 0;
        for (k = 0; k < N; k++) {
            for (r = 0; r < w->age[i * N + k] && w->Q[i * N + k] > 0; r++) {
                sum += w->Q[i * N + k] * V[i * moves + r];
            }
        }
        heaviest = fmax(heaviest, sum);
    }
    return heaviest;
}

lambda_bounds lambda_bounds_new(const setting *how)
{
    size_t N = how->agents, moves = how->mixing->longest_age + 1, step, quiet = 0;
    lambda_bounds self = {moves, allocate_reals(N * moves), allocate_reals(N * moves), 0, 0};
    past last = {how, N, moves + 1, allocate_reals((moves + 1) * N * N),
                 allocate_reals((moves + 1) * N * N)};
    for (step = 1; quiet <= moves && step <= MOST_STEPS; step++) {
        advance_K(&last, step);
        set_H(&last, step);
        add_moves(&last, last.K, step, moves, self.VK);
        add_moves(&last, last.H, step, moves, self.VH);
        quiet = has_arrived(&last, step) ? quiet + 1 : 0;
    }
    if (quiet <= moves) {
        FAIL("the responses of setting %s have not died out after %d steps", how->name, MOST_STEPS);
    }
    self.aH = heaviest(how, moves, self.VH);
    self.aK = heaviest(how, moves, self.VK);
    free(last.K);
    free(last.H);
    return self;
}

void lambda_bounds_free(lambda_bounds *self)
{
    free(self->VH);
    free(self->VK);
}

double lambda_limit(const lambda_bounds *self, double kappa, double G)
{
    double left = 1 - kappa * self->aK;
    return left > 0 ? kappa * self->aH * G / left : INFINITY;
}
