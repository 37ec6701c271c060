#include "link_sums.h"

#include "../harness/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The last `slots` deviations H(s) - 1 q' and K(s) - 1 pi0', and the sums so far. */
typedef struct watch {
    const mixing *weights;
    size_t agents, slots, after;
    double *H, *K;   /* slots x agents x agents */
    double *VH, *VK; /* agents x slots: V_i(r), r < longest age */
    link_sums *sums;
} watch;

static double *past(const watch *self, double *X, size_t s, size_t age)
{
    return X + (s + self->slots - age) % self->slots * self->agents * self->agents;
}

/* Before the injection responses are 0. */
static double *ring_new(const watch *self, const double *limit)
{
    size_t N = self->agents, j;
    double *X = allocate_reals(self->slots * N * N);
    for (j = 0; j < self->slots * N * N; j++) {
        X[j] = -limit[j % N];
    }
    return X;
}

/* Adds |X_i(s) - X_i(s-r)| to V_i(r). */
static void add_moves(const watch *self, double *X, size_t s, double *V)
{
    size_t N = self->agents, r, i, j;
    const double *now = past(self, X, s, 0);
    for (r = 1; r < self->weights->longest_age; r++) {
        const double *then = past(self, X, s, r);
        for (i = 0; i < N; i++) {
            for (j = 0; j < N; j++) {
                V[i * self->slots + r] += fabs(now[i * N + j] - then[i * N + j]);
            }
        }
    }
}

/* E_j(s) = H_kj(s-tau) - H_kj(s) + tau [s = tau, j = k]; the limits cancel. */
static void add_link(const watch *self, size_t s, size_t link)
{
    size_t N = self->agents, k = link % N, age = self->weights->age[link], j;
    const double *now = past(self, self->H, s, 0) + k * N;
    const double *then = past(self, self->H, s, age) + k * N;
    double sum = 0;
    for (j = 0; j < N; j++) {
        double E = then[j] - now[j] + (s == age && j == k ? (double)age : 0);
        sum += E;
        self->sums->E1[link] += fabs(E);
        self->sums->E2[link] += E * E;
    }
    self->sums->C3[link] += (double)s * fabs(sum);
    self->sums->epsilon[link] += s > self->after ? fabs(sum) : 0;
}

static void look(void *context, size_t s, const double *H, const double *K)
{
    const watch *self = context;
    size_t N = self->agents, link;
    memcpy(past(self, self->H, s, 0), H, N * N * sizeof *H);
    memcpy(past(self, self->K, s, 0), K, N * N * sizeof *K);
    add_moves(self, self->H, s, self->VH);
    add_moves(self, self->K, s, self->VK);
    for (link = 0; link < N * N; link++) {
        if (self->weights->Q[link] > 0) {
            add_link(self, s, link);
        }
    }
}

/* max_i sum_{late k} theta_i w_ik sum_{r < tau} V_i(r) */
static double heaviest(const watch *self, const double *V)
{
    size_t N = self->agents, i, k, r;
    double most = 0;
    for (i = 0; i < N; i++) {
        double sum = 0;
        for (k = 0; k < N; k++) {
            double weight = self->weights->Q[i * N + k];
            for (r = 1; weight > 0 && r < self->weights->age[i * N + k]; r++) {
                sum += weight * V[i * self->slots + r];
            }
        }
        most = fmax(most, sum);
    }
    return most;
}

link_sums link_sums_new(const mixing *weights, const averages *average, size_t most_steps,
                        size_t after)
{
    size_t N = weights->agents, link;
    link_sums sums = {.E1 = allocate_reals(N * N), .E2 = allocate_reals(N * N),
                      .C3 = allocate_reals(N * N), .epsilon = allocate_reals(N * N)};
    watch self = {.weights = weights, .agents = N, .slots = weights->longest_age + 1,
                  .after = after, .sums = &sums};
    responses all;
    self.H = ring_new(&self, average->q);
    self.K = ring_new(&self, average->pi0);
    self.VH = allocate_reals(N * self.slots);
    self.VK = allocate_reals(N * self.slots);
    all = responses_watch(weights, average, most_steps, look, &self);
    sums.settled = all.settled;
    sums.aH = heaviest(&self, self.VH);
    sums.aK = heaviest(&self, self.VK);
    for (link = 0; link < N * N; link++) {
        sums.E2[link] = sqrt(sums.E2[link]);
    }
    responses_free(&all);
    free(self.H);
    free(self.K);
    free(self.VH);
    free(self.VK);
    return sums;
}

void link_sums_free(link_sums *self)
{
    free(self->E1);
    free(self->E2);
    free(self->C3);
    free(self->epsilon);
}
