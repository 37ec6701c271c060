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
    size_t agents, slots, links;
    size_t now; /* slot of the newest step */
    link *link;
    const averages *average;
    double *K;    /* slots matrices, a ring: K(s) - 1 pi0' */
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

/* K(s-age) - 1 pi0' */
static double *past(const recursion *self, size_t age)
{
    size_t slot = self->now >= age ? self->now - age : self->now + self->slots - age;
    return self->K + slot * self->agents * self->agents;
}

/* Before the injection, K = 0. Step 1 is the injection itself, K = I. */
static recursion begin(const mixing *weights, const averages *average)
{
    size_t N = weights->agents, s, i, j;
    recursion self = {N, weights->longest_age + 1, 0, 0, NULL, average, NULL, NULL, NULL, NULL};
    list_links(&self, weights);
    self.K = allocate_reals(self.slots * N * N);
    self.next = allocate_reals(N * N);
    self.H = allocate_reals(N * N);
    self.pi = allocate_reals(self.slots * N);
    for (s = 0; s < self.slots; s++) {
        for (i = 0; i < N; i++) {
            for (j = 0; j < N; j++) {
                past(&self, s)[i * N + j] = -average->pi0[j] + (s == 0 && i == j);
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
        const double *heard = past(self, a->age) + a->k * N;
        double *row = self->next + a->i * N;
        for (j = 0; j < N; j++) {
            row[j] += a->weight * heard[j];
        }
    }
    self->now = self->now + 1 < self->slots ? self->now + 1 : 0;
    memcpy(past(self, 0), self->next, N * N * sizeof *self->next);
}

/* H(s) = K(s) + sum_tau tau K(s-tau) Q_tau, for the deviations as well since q' = pi0' (I + T). */
static void update_H(recursion *self)
{
    size_t N = self->agents, l, r;
    memcpy(self->H, past(self, 0), N * N * sizeof *self->H);
    for (l = 0; l < self->links; l++) {
        const link *a = &self->link[l];
        const double *sent = past(self, a->age);
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
            const double *K = past(self, s);
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
    const double *K = past(self, 0);
    double largest = 0;
    for (j = 0; j < N; j++) {
        double common = 0, common_K = 0;
        for (k = 0; k < N; k++) {
            double of_H = self->H[k * N + j], of_K = fabs(K[k * N + j]);
            sums->S[k] += fabs(of_H);
            sums->R[k] += of_H * of_H;
            sums->SK[k] += of_K;
            sums->RK[k] += of_K * of_K;
            common += self->average->q[k] * of_H;
            common_K += self->average->p[k] * K[k * N + j];
            largest = fmax(largest, fmax(fabs(of_H), of_K));
        }
        sums->Sq += fabs(common);
        sums->Rq += common * common;
        sums->SKp += fabs(common_K);
        sums->RKp += common_K * common_K;
    }
    return largest;
}

/* How the largest deviation goes down. */
typedef struct decline {
    double now;     /* the largest of the steps since the last round of the ring */
    double last;    /* of the last whole round */
    double earlier; /* `last` at the last power of two of steps */
    size_t at;      /* that power of two */
} decline;

/* Would it take more than twice as many steps as there are? Deviations go down more and more
   slowly, so that the last half of the steps promises too much rather than too little. */
static bool is_hopeless(decline *self, size_t steps, size_t most_steps)
{
    double rate, left;
    if (steps < 2 * self->at) {
        return false;
    }
    rate = log(self->earlier / self->last) / (double)(steps - self->at);
    left = log(self->last / NEGLIGIBLE);
    self->earlier = self->last;
    self->at = steps;
    return left > 0 && !(left / rate <= 2 * (double)most_steps);
}

responses responses_new(const mixing *weights, const averages *average, size_t most_steps)
{
    return responses_watch(weights, average, most_steps, NULL, NULL);
}

responses responses_watch(const mixing *weights, const averages *average, size_t most_steps,
                          response_watcher *watcher, void *context)
{
    enum { FIRST_LOOK = 1 << 18 };
    size_t N = weights->agents, k, quiet = 0;
    responses sums = {.S = allocate_reals(N), .R = allocate_reals(N), .SK = allocate_reals(N),
                      .RK = allocate_reals(N)};
    recursion state = begin(weights, average);
    decline down = {0, INFINITY, INFINITY, FIRST_LOOK};
    while (quiet < state.slots && sums.steps < most_steps &&
           !is_hopeless(&down, sums.steps, most_steps)) {
        double largest;
        update_H(&state);
        largest = add_step(&state, &sums);
        down.now = fmax(down.now, largest);
        quiet = largest <= NEGLIGIBLE ? quiet + 1 : 0;
        sums.steps++;
        if (watcher) {
            watcher(context, sums.steps, state.H, past(&state, 0));
        }
        if (sums.steps % state.slots == 0) {
            remove_average(&state);
            down.last = down.now;
            down.now = 0;
        }
        advance(&state);
    }
    sums.settled = quiet >= state.slots;
    for (k = 0; k < N; k++) {
        sums.R[k] = sqrt(sums.R[k]);
        sums.RK[k] = sqrt(sums.RK[k]);
    }
    sums.Rq = sqrt(sums.Rq);
    sums.RKp = sqrt(sums.RKp);
    end(&state);
    return sums;
}

void responses_free(responses *self)
{
    free(self->S);
    free(self->R);
    free(self->SK);
    free(self->RK);
}
