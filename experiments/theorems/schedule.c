#include "schedule.h"

#include "../harness/gradients.h"
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

/* chosen: steps x agents, receives theta of the practical variant; NULL: theta of the schedule. */
static record *run(const schedule *self, const objective *f, const record_options *options,
                   double *chosen)
{
    size_t N = self->agents, k, t;
    record *to = record_new(f, options, self->steps);
    gradients source = gradients_new(f, options->exact, options->seed);
    network_settings how = {.eta = options->eta, .lambda = options->lambda, .forecast = true,
                            .theta_rule = chosen ? THETA_PRACTICAL : THETA_CONSTANT,
                            .theta = self->theta, .clip_rule = CLIP_TO_SELF,
                            .gradient_scale = options->gradient_scale};
    double *zero = allocate_reals(N * f->n);
    network *net = network_new(N, f->n, self->weights, options->x0 ? options->x0 : zero,
                               self->longest_age, &how);
    record_step(to, net, 0);
    for (t = 0; t < self->steps; t++) {
        network_set_theta(net, self->theta + t * N);
        network_step(net, gradients_next, &source, self->ages + t * N * N);
        record_step(to, net, t + 1);
        for (k = 0; chosen && k < N; k++) {
            chosen[t * N + k] = network_theta(net, k);
        }
    }
    gradients_free(&source);
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
