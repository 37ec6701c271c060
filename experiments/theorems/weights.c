#include "weights.h"

#include "../../include/pcasgd.h"
#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

/* One row as the header wants it: the agent itself, then its links. Returns the number of entries;
   sender[j] is the agent of entry j. */
static size_t header_row(size_t agents, size_t i, const double *weights, const size_t *ages,
                         pcasgd_neighbour *row, size_t *sender)
{
    size_t k, links = 1;
    memset(row, 0, agents * sizeof *row);
    row[0].w = weights[i * agents + i];
    sender[0] = i;
    for (k = 0; k < agents; k++) {
        if (k != i && weights[i * agents + k] > 0) {
            row[links].w = weights[i * agents + k];
            row[links].age = ages[i * agents + k];
            sender[links++] = k;
        }
    }
    return links;
}

void clip_weights_by_rule(size_t agents, const double *weights, const size_t *ages, clip_rule rule,
                          double *clip_weights)
{
    const pcasgd_opts opts = {0, 0, 0};
    pcasgd_neighbour *row = allocate(agents, sizeof *row);
    size_t *sender = allocate(agents, sizeof *sender);
    size_t i, j;
    memset(clip_weights, 0, agents * agents * sizeof *clip_weights);
    for (i = 0; i < agents; i++) {
        size_t links = header_row(agents, i, weights, ages, row, sender);
        int status = rule == CLIP_RENORMALISE ? pcasgd_clip_renormalise(links, row, &opts)
                                              : pcasgd_clip_to_self(links, row, &opts);
        if (status != PCASGD_OK) {
            FAIL("clip weights of agent %zu: %s", i, pcasgd_strerror(status));
        }
        for (j = 0; j < links; j++) {
            clip_weights[i * agents + sender[j]] = row[j].w_clip;
        }
    }
    free(row);
    free(sender);
}

void rescale_rows(size_t agents, double *weights)
{
    size_t i, k;
    for (i = 0; i < agents; i++) {
        double sum = 0;
        for (k = 0; k < agents; k++) {
            sum += weights[i * agents + k];
        }
        for (k = 0; k < agents; k++) {
            weights[i * agents + k] /= sum;
        }
    }
}

mixing *mixing_new(size_t agents, const double *weights, const double *clip_weights,
                   const size_t *ages, const double *theta)
{
    mixing *self = allocate(1, sizeof *self);
    size_t i, k;
    self->agents = agents;
    self->P = allocate_reals(agents * agents);
    self->Q = allocate_reals(agents * agents);
    self->M = allocate_reals(agents * agents);
    self->T = allocate_reals(agents * agents);
    self->age = allocate(agents * agents, sizeof *self->age);
    for (i = 0; i < agents; i++) {
        for (k = 0; k < agents; k++) {
            size_t at = i * agents + k;
            bool late = i != k && ages[at] > 0;
            self->P[at] = (late ? 0 : theta[i] * weights[at]) + (1 - theta[i]) * clip_weights[at];
            self->Q[at] = late ? theta[i] * weights[at] : 0;
            self->age[at] = self->Q[at] > 0 ? ages[at] : 0;
            self->M[at] = self->P[at] + self->Q[at];
            self->T[at] = (double)self->age[at] * self->Q[at];
            if (self->age[at] > self->longest_age) {
                self->longest_age = self->age[at];
            }
        }
    }
    return self;
}

mixing *mixing_rescaled(size_t agents, const double *weights, clip_rule rule, const double *given,
                        const size_t *ages, const double *theta)
{
    double *exact = allocate_reals(agents * agents), *clip = allocate_reals(agents * agents);
    mixing *self;
    memcpy(exact, weights, agents * agents * sizeof *exact);
    rescale_rows(agents, exact);
    if (rule == CLIP_GIVEN) {
        memcpy(clip, given, agents * agents * sizeof *clip);
        rescale_rows(agents, clip);
    } else {
        clip_weights_by_rule(agents, exact, ages, rule, clip);
    }
    self = mixing_new(agents, exact, clip, ages, theta);
    free(exact);
    free(clip);
    return self;
}

void mixing_free(mixing *self)
{
    free(self->P);
    free(self->Q);
    free(self->age);
    free(self->M);
    free(self->T);
    free(self);
}

/* Marks all that can be reached from `start` along links i -> k (forward: i listens to k) or back
   along them; `order` is memory for one number per agent. */
static void reach(const mixing *self, size_t start, bool forward, bool *reached, size_t *order)
{
    size_t N = self->agents, done, found = 1, k;
    memset(reached, 0, N * sizeof *reached);
    reached[start] = true;
    order[0] = start;
    for (done = 0; done < found; done++) {
        for (k = 0; k < N; k++) {
            size_t link = forward ? order[done] * N + k : k * N + order[done];
            if (!reached[k] && self->M[link] > 0) {
                reached[k] = true;
                order[found++] = k;
            }
        }
    }
}

size_t mixing_classes(const mixing *self, size_t *class_of)
{
    size_t N = self->agents, *order = allocate(N, sizeof *order), count = 0, i, k;
    bool *ahead = allocate(N, sizeof *ahead), *behind = allocate(N, sizeof *behind);
    for (i = 0; i < N; i++) {
        class_of[i] = N;
    }
    for (i = 0; i < N; i++) {
        if (class_of[i] < N) {
            continue;
        }
        reach(self, i, true, ahead, order);
        reach(self, i, false, behind, order);
        for (k = 0; k < N; k++) {
            if (ahead[k] && behind[k]) {
                class_of[k] = count;
            }
        }
        count++;
    }
    free(order);
    free(ahead);
    free(behind);
    return count;
}

/* An agent of a closed class that `start` listens to, directly or through others: an agent from
   which there is no way back is nearer to it. Its class is left in `ahead`, all that listen to it
   in `behind`. */
static size_t find_closed_class(const mixing *self, size_t start, bool *ahead, bool *behind)
{
    size_t *order = allocate(self->agents, sizeof *order), k;
    for (;;) {
        reach(self, start, true, ahead, order);
        reach(self, start, false, behind, order);
        for (k = 0; k < self->agents && !(ahead[k] && !behind[k]); k++) {
        }
        if (k == self->agents) {
            break;
        }
        start = k;
    }
    free(order);
    return start;
}

static size_t common_divisor(size_t a, size_t b)
{
    while (b > 0) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The greatest common divisor of all cycles of the class of `start`. With d(i) the length of any
   walk from start to i, it divides d(i) + length - d(k) for every link i -> k, and nothing larger
   divides them all. */
static size_t find_period(const mixing *self, size_t start, const bool *in_class)
{
    size_t N = self->agents, *order = allocate(N, sizeof *order), *far = allocate(N, sizeof *far);
    bool *seen = allocate(N, sizeof *seen);
    size_t done, found = 1, k, period = 0;
    seen[start] = true;
    order[0] = start;
    for (done = 0; done < found; done++) {
        size_t i = order[done];
        for (k = 0; k < N; k++) {
            size_t at = i * N + k, fresh = far[i] + 1, late = fresh + self->age[at];
            if (!in_class[k] || !(self->M[at] > 0)) {
                continue;
            }
            if (!seen[k]) {
                seen[k] = true;
                far[k] = self->P[at] > 0 ? fresh : late;
                order[found++] = k;
            }
            if (self->P[at] > 0) {
                period = common_divisor(period, fresh > far[k] ? fresh - far[k] : far[k] - fresh);
            }
            if (self->Q[at] > 0) {
                period = common_divisor(period, late > far[k] ? late - far[k] : far[k] - late);
            }
        }
    }
    free(order);
    free(far);
    free(seen);
    return period;
}

convergence_verdict mixing_converges(const mixing *self)
{
    convergence_verdict verdict = {CONVERGES, 0, 0, 0, allocate(self->agents, sizeof(bool))};
    bool *behind = allocate(self->agents, sizeof *behind);
    bool *other_class = allocate(self->agents, sizeof *other_class);
    size_t k;
    verdict.agent = find_closed_class(self, 0, verdict.in_class, behind);
    verdict.period = find_period(self, verdict.agent, verdict.in_class);
    for (k = 0; k < self->agents && behind[k]; k++) {
    }
    if (k < self->agents) {
        verdict.kind = SEVERAL_CLASSES;
        verdict.other = find_closed_class(self, k, other_class, behind);
    } else if (verdict.period != 1) {
        verdict.kind = PERIODIC;
    }
    free(behind);
    free(other_class);
    return verdict;
}

void convergence_verdict_free(convergence_verdict *self)
{
    free(self->in_class);
}

void mixing_need_convergence(const mixing *self, const char *key)
{
    convergence_verdict verdict = mixing_converges(self);
    convergence_verdict_free(&verdict);
    if (verdict.kind == SEVERAL_CLASSES) {
        refuse("%s: several closed classes: neither agent %zu nor agent %zu ever hears of the "
               "other", key, verdict.agent, verdict.other);
    }
    if (verdict.kind == PERIODIC) {
        refuse("%s: periodic: every cycle through agent %zu has a length (links counted as 1 + "
               "age) that is a multiple of %zu", key, verdict.agent, verdict.period);
    }
}
