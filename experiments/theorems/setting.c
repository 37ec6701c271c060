#include "setting.h"

#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

const char *const setting_names[] = {"none", "links", "slow", "mixed", "cut", "oneway", NULL};

enum { N = 8, MOST_STEPS = 100000 };

static const size_t ring_and_chords[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5},
                                            {5, 6}, {6, 7}, {7, 0}, {0, 4}, {2, 6}};

enum { EDGES = sizeof ring_and_chords / sizeof *ring_and_chords };

static void metropolis(double *weights)
{
    size_t degree[N] = {0}, e, i, k;
    for (e = 0; e < EDGES; e++) {
        degree[ring_and_chords[e][0]]++;
        degree[ring_and_chords[e][1]]++;
    }
    for (i = 0; i < N; i++) {
        weights[i * N + i] = 1;
    }
    for (e = 0; e < EDGES; e++) {
        i = ring_and_chords[e][0];
        k = ring_and_chords[e][1];
        weights[i * N + k] = 1 / (1 + (double)(degree[i] > degree[k] ? degree[i] : degree[k]));
        weights[k * N + i] = weights[i * N + k];
        weights[i * N + i] -= weights[i * N + k];
        weights[k * N + k] -= weights[i * N + k];
    }
}

static void both_ways(size_t *ages, size_t i, size_t k, size_t age)
{
    ages[i * N + k] = age;
    ages[k * N + i] = age;
}

static void heard_late(size_t *ages, size_t sender, size_t age)
{
    size_t i;
    for (i = 0; i < N; i++) {
        ages[i * N + sender] = i == sender ? 0 : age;
    }
}

/* Row i gives agent k a share that grows with k: rows sum to one, columns do not. */
static void make_directed(double *weights)
{
    size_t i, k;
    for (i = 0; i < N; i++) {
        double sum = 0;
        for (k = 0; k < N; k++) {
            weights[i * N + k] *= 1 + (double)k / 4;
            sum += weights[i * N + k];
        }
        for (k = 0; k < N; k++) {
            weights[i * N + k] /= sum;
        }
    }
}

static clip_rule build(const char *name, size_t age, double *weights, size_t *ages)
{
    metropolis(weights);
    if (strcmp(name, "links") == 0) {
        both_ways(ages, 0, 1, age);
        both_ways(ages, 2, 3, age);
        both_ways(ages, 4, 5, age);
    } else if (strcmp(name, "slow") == 0) {
        heard_late(ages, 0, age);
        heard_late(ages, 4, age);
    } else if (strcmp(name, "mixed") == 0) {
        both_ways(ages, 0, 1, age);
        both_ways(ages, 2, 3, age / 2);
        both_ways(ages, 4, 5, 2 * age);
        return CLIP_RENORMALISE;
    } else if (strcmp(name, "cut") == 0) {
        both_ways(ages, 3, 4, age);
        both_ways(ages, 7, 0, age);
        both_ways(ages, 0, 4, age);
        both_ways(ages, 2, 6, age);
    } else if (strcmp(name, "oneway") == 0) {
        make_directed(weights);
        heard_late(ages, 0, age);
    } else if (strcmp(name, "none") != 0) {
        FAIL("no setting \"%s\"", name);
    }
    return CLIP_TO_SELF;
}

static setting *named(const char *name, size_t age, double theta, bool forecast)
{
    double weights[N * N] = {0}, all[N];
    size_t ages[N * N] = {0}, i;
    clip_rule rule = build(name, age, weights, ages);
    for (i = 0; i < N; i++) {
        all[i] = theta;
    }
    return setting_from(name, N, weights, ages, all, rule, forecast);
}

setting *setting_new(const char *name, size_t age, double theta)
{
    return named(name, age, theta, true);
}

setting *setting_stale_mixing(const char *name, size_t age)
{
    return named(name, age, 1, false);
}

/* Corollary 1': q, H and eta become p, (1+D) K and eta/(1+D). */
static void become_stale_mixing(setting *self)
{
    const double longer = 1 + self->average.D;
    responses *r = &self->response;
    size_t k;
    for (k = 0; k < self->agents; k++) {
        r->S[k] = longer * r->SK[k];
        r->R[k] = longer * r->RK[k];
    }
    r->Sq = longer * r->SKp;
    r->Rq = longer * r->RKp;
    self->share = self->average.p;
    self->step = 1 / longer;
}

setting *setting_from(const char *name, size_t agents, const double *weights, const size_t *ages,
                      const double *theta, clip_rule rule, bool forecast)
{
    setting *self = allocate(1, sizeof *self);
    convergence_verdict verdict;
    self->name = name;
    self->agents = agents;
    self->forecast = forecast;
    self->weights = allocate_reals(agents * agents);
    self->clip_weights = allocate_reals(agents * agents);
    self->ages = allocate(agents * agents, sizeof *self->ages);
    self->theta = allocate_reals(agents);
    memcpy(self->weights, weights, agents * agents * sizeof *weights);
    memcpy(self->ages, ages, agents * agents * sizeof *ages);
    memcpy(self->theta, theta, agents * sizeof *theta);
    clip_weights_by_rule(agents, weights, ages, rule, self->clip_weights);
    self->mixing = mixing_new(agents, weights, self->clip_weights, ages, theta);
    verdict = mixing_converges(self->mixing);
    self->converges = verdict.kind == CONVERGES;
    convergence_verdict_free(&verdict);
    if (self->converges) {
        self->average = averages_new(self->mixing);
        self->response = responses_new(self->mixing, &self->average, MOST_STEPS);
        self->share = self->average.q;
        self->step = 1;
        if (!forecast) {
            become_stale_mixing(self);
        }
    }
    return self;
}

void setting_free(setting *self)
{
    if (self->converges) {
        averages_free(&self->average);
        responses_free(&self->response);
    }
    mixing_free(self->mixing);
    free(self->weights);
    free(self->clip_weights);
    free(self->ages);
    free(self->theta);
    free(self);
}
