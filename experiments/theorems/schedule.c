#include "schedule.h"

#include "../harness/network.h"
#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

schedule *schedule_new(size_t agents, size_t steps, size_t longest_age, const double *weights)
{
    schedule *self = allocate(1, sizeof *self);
    size_t j;
    self->agents = agents;
    self->steps = steps;
    self->longest_age = longest_age;
    self->weights = allocate_reals(agents * agents);
    memcpy(self->weights, weights, agents * agents * sizeof *weights);
    self->ages = allocate(steps * agents * agents, sizeof *self->ages);
    self->theta = allocate_reals(steps * agents);
    for (j = 0; j < steps * agents; j++) {
        self->theta[j] = 1;
    }
    return self;
}

void schedule_free(schedule *self)
{
    free(self->weights);
    free(self->ages);
    free(self->theta);
    free(self);
}

void schedule_draw(schedule *self, const bool *late, bool extremes, unsigned long seed)
{
    gsl_rng *rng = rng_new(seed, 0, RNG_AGE);
    size_t links = self->agents * self->agents, t, j;
    for (t = 0; t < self->steps; t++) {
        for (j = 0; j < links; j++) {
            size_t drawn = gsl_rng_uniform_int(rng, self->longest_age + 1);
            self->ages[t * links + j] = late[j] ? drawn : 0;
        }
        for (j = 0; j < self->agents; j++) {
            double drawn = gsl_rng_uniform(rng);
            self->theta[t * self->agents + j] = !extremes ? drawn : drawn < 0.5 ? 0 : 1;
        }
    }
    gsl_rng_free(rng);
}

mixing *schedule_mixing(const schedule *self, size_t t)
{
    size_t N = self->agents;
    double *clip = allocate_reals(N * N);
    mixing *at;
    clip_weights_by_rule(N, self->weights, self->ages + t * N * N, CLIP_TO_SELF, clip);
    at = mixing_new(N, self->weights, clip, self->ages + t * N * N, self->theta + t * N);
    free(clip);
    return at;
}

typedef struct gradients {
    const objective *objective;
    bool exact;
    gsl_rng **rng; /* agents */
} gradients;

static void next_gradient(void *context, size_t agent, const double *x, double *g)
{
    const gradients *self = context;
    if (self->exact) {
        self->objective->gradient(self->objective, agent, x, g);
    } else {
        self->objective->sample(self->objective, agent, x, self->rng[agent], g);
    }
}

static void write_down(record *to, const network *net, size_t step)
{
    size_t k, n = to->n;
    for (k = 0; k < to->agents; k++) {
        memcpy(to->x + (step * to->agents + k) * n, network_x(net, k), n * sizeof *to->x);
        if (step > 0) {
            memcpy(to->g + ((step - 1) * to->agents + k) * n, network_g(net, k), n * sizeof *to->g);
        }
    }
}

static record *record_new(const schedule *self, const objective *f, const record_options *options)
{
    record *to = allocate(1, sizeof *to);
    to->objective = f;
    to->eta = options->eta;
    to->lambda = options->lambda;
    to->agents = self->agents;
    to->n = f->n;
    to->steps = self->steps;
    to->x = allocate_reals((self->steps + 1) * self->agents * f->n);
    to->g = allocate_reals((self->steps + 1) * self->agents * f->n);
    return to;
}

/* chosen: steps x agents, receives theta of the practical variant; NULL: theta of the schedule. */
static record *run(const schedule *self, const objective *f, const record_options *options,
                   double *chosen)
{
    size_t N = self->agents, k, t;
    record *to = record_new(self, f, options);
    gradients source = {f, options->exact, allocate(N, sizeof *source.rng)};
    network_settings how = {.eta = options->eta, .lambda = options->lambda, .forecast = true,
                            .theta_rule = chosen ? THETA_PRACTICAL : THETA_CONSTANT,
                            .theta = self->theta, .clip_rule = CLIP_TO_SELF};
    double *zero = allocate_reals(N * f->n);
    network *net = network_new(N, f->n, self->weights, options->x0 ? options->x0 : zero,
                               self->longest_age, &how);
    for (k = 0; k < N; k++) {
        source.rng[k] = rng_new(options->seed, k, RNG_GRADIENT);
    }
    write_down(to, net, 0);
    for (t = 0; t < self->steps; t++) {
        network_set_theta(net, self->theta + t * N);
        network_step(net, next_gradient, &source, self->ages + t * N * N);
        write_down(to, net, t + 1);
        for (k = 0; chosen && k < N; k++) {
            chosen[t * N + k] = network_theta(net, k);
        }
    }
    for (k = 0; k < N; k++) {
        gsl_rng_free(source.rng[k]);
    }
    free(source.rng);
    free(zero);
    network_free(net);
    return to;
}

record *schedule_run(const schedule *self, const objective *f, const record_options *options)
{
    return run(self, f, options, NULL);
}

record *schedule_run_practical(schedule *self, const objective *f, const record_options *options)
{
    return run(self, f, options, self->theta);
}

void schedule_back(const schedule *self, const mixing *at, const double *after, double *before)
{
    size_t N = self->agents, slots = self->longest_age + 1, i, k;
    memset(before, 0, N * slots * sizeof *before);
    memcpy(before, after + N, N * (slots - 1) * sizeof *before);
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            size_t link = i * N + k;
            before[k] += after[i] * at->P[link];
            before[at->age[link] * N + k] += after[i] * at->Q[link];
        }
    }
}
