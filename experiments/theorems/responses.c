#include "responses.h"

#include "../harness/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Deviations below this have died out: their sum over the rest of time is then below the rounding
   of the sums, whose terms begin at size 1. */
static const double NEGLIGIBLE = 1e-16;

typedef struct link {
    size_t i, k, age; /* agent i hears agent k */
    double weight;
} link;

/* The state of the recursion. All matrices are agents x agents. */
typedef struct recursion {
    size_t agents, slots, links, step;
    link *link;
    const averages *average;
    double *K;    /* slots matrices, a ring: K(s) - 1 pi0' in slot s % slots */
    double *next; /* K(s+1) - 1 pi0' */
    double *H;    /* H(s) - 1 q' */
    double *pi;   /* slots x agents: weight of x(t-s) in the virtual average */
} recursion;

static void list_links(recursion *self, const mixing *weights)
{
    size_t N = self->agents, at;
    self->link = allocate(2 * N * N, sizeof *self->link);
    for (at = 0; at < N * N; at++) {
        if (weights->P[at] > 0) {
            self->link[self->links++] = (link){at / N, at % N, 0, weights->P[at]};
        }
        if (weights->Q[at] > 0) {
            self->link[self->links++] = (link){at / N, at % N, weights->age[at], weights->Q[at]};
        }
    }
}

static double *slot_of(const recursion *self, size_t step)
{
    return self->K + step % self->slots * self->agents * self->agents;
}

/* Before the injection, K = 0. Step 1 is the injection itself, K = I. */
static recursion begin(const mixing *weights, const averages *average)
{
    size_t N = weights->agents, s, i, j;
    recursion self = {N, weights->longest_age + 1, 0, 1, NULL, average, NULL, NULL, NULL, NULL};
    list_links(&self, weights);
    self.K = allocate_reals(self.slots * N * N);
    self.next = allocate_reals(N * N);
    self.H = allocate_reals(N * N);
    self.pi = allocate_reals(self.slots * N);
    for (s = 0; s < self.slots; s++) {
        for (i = 0; i < N; i++) {
            for (j = 0; j < N; j++) {
                slot_of(&self, s)[i * N + j] = -average->pi0[j] + (s == 1 % self.slots && i == j);
            }
        }
    }
    memcpy(self.pi, average->pi0, N * sizeof *self.pi);
    for (i = 0; i < self.links; i++) {
        for (s = 1; s <= self.link[i].age; s++) {
            self.pi[s * N + self.link[i].k] += average->pi0[self.link[i].i] * self.link[i].weight;
        }
    }
    return self;
}

static void end(recursion *self)
{
    free(self->link);
    free(self->K);
    free(self->next);
    free(self->H);
    free(self->pi);
}

/* K(s+1) = P K(s) + sum_tau Q_tau K(s-tau); a common row, such as 1 pi0', solves it as well, so the
   deviations obey the same recursion. */
static void advance(recursion *self)
{
    size_t N = self->agents, l, j;
    memset(self->next, 0, N * N * sizeof *self->next);
    for (l = 0; l < self->links; l++) {
        const link *a = &self->link[l];
        const double *heard = slot_of(self, self->step + self->slots - a->age) + a->k * N;
        double *row = self->next + a->i * N;
        for (j = 0; j < N; j++) {
            row[j] += a->weight * heard[j];
        }
    }
    self->step++;
    memcpy(slot_of(self, self->step), self->next, N * N * sizeof *self->next);
}

/* H(s) = K(s) + sum_tau tau K(s-tau) Q_tau, for the deviations as well since q' = pi0' (I + T). */
static void update_H(recursion *self)
{
    size_t N = self->agents, l, r;
    memcpy(self->H, slot_of(self, self->step), N * N * sizeof *self->H);
    for (l = 0; l < self->links; l++) {
        const link *a = &self->link[l];
        const double *sent = slot_of(self, self->step + self->slots - a->age);
        for (r = 0; a->age > 0 && r < N; r++) {
            self->H[r * N + a->k] += (double)a->age * a->weight * sent[r * N + a->i];
        }
    }
}

/* The virtual average of the deviations is zero, and averaging never damps what rounding makes of
   it: taken out once in a round, so that the deviations can die out however long it takes. */
static void remove_average(recursion *self)
{
    size_t N = self->agents, s, i, j;
    for (j = 0; j < N; j++) {
        double average = 0;
        for (s = 0; s < self->slots; s++) {
            const double *K = slot_of(self, self->step + self->slots - s);
            for (i = 0; i < N; i++) {
                average += self->pi[s * N + i] * K[i * N + j];
            }
        }
        for (i = 0; i < self->slots * N; i++) {
            self->K[i * N + j] -= average;
        }
    }
}

/* Adds step s to all sums; returns the largest deviation. */
static double add_step(const recursion *self, responses *sums)
{
    size_t N = self->agents, k, j;
    const double *K = slot_of(self, self->step);
    double largest = 0;
    for (j = 0; j < N; j++) {
        double common = 0;
        for (k = 0; k < N; k++) {
            double of_H = self->H[k * N + j], of_K = fabs(K[k * N + j]);
            sums->S[k] += fabs(of_H);
            sums->R[k] += of_H * of_H;
            sums->SK[k] += of_K;
            common += self->average->q[k] * of_H;
            largest = fmax(largest, fmax(fabs(of_H), of_K));
        }
        sums->Sq += fabs(common);
        sums->Rq += common * common;
    }
    return largest;
}

responses responses_new(const mixing *weights, const averages *average, size_t most_steps)
{
    size_t N = weights->agents, k, quiet = 0;
    responses sums = {allocate_reals(N), allocate_reals(N), allocate_reals(N), 0, 0, false, 0};
    recursion state = begin(weights, average);
    while (quiet < state.slots && sums.steps < most_steps) {
        update_H(&state);
        quiet = add_step(&state, &sums) <= NEGLIGIBLE ? quiet + 1 : 0;
        sums.steps++;
        if (sums.steps % state.slots == 0) {
            remove_average(&state);
        }
        advance(&state);
    }
    sums.settled = quiet >= state.slots;
    for (k = 0; k < N; k++) {
        sums.R[k] = sqrt(sums.R[k]);
    }
    sums.Rq = sqrt(sums.Rq);
    end(&state);
    return sums;
}

void responses_free(responses *self)
{
    free(self->S);
    free(self->R);
    free(self->SK);
}
