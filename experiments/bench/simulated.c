#include "simulated.h"

#include "../harness/support.h"

#include <stdlib.h>

static void join(simulated *self)
{
    const size_t agents = self->size.agents, degree = self->size.degree;
    self->sender = allocate(agents * degree, sizeof *self->sender);
    for (size_t i = 0; i < agents; i++) {
        for (size_t j = 0; j < degree; j++) {
            size_t distance = ((size_t)1 << j / 2) % agents;
            self->sender[i * degree + j] = (i + (j % 2 ? agents - distance : distance)) % agents;
        }
    }
}

simulated *simulated_new(const simulated_size *size)
{
    const size_t links = size->agents * size->degree, n = size->agents * size->dimension;
    gsl_rng *rng = rng_new(1, 0, RNG_PROBLEM);
    simulated *self = allocate(1, sizeof *self);
    *self = (simulated){.size = *size, .eta = 0.01, .theta = 0.5};
    join(self);
    self->age = allocate(size->period * links, sizeof *self->age);
    for (size_t l = 0; l < size->period * links; l++) {
        self->age[l] = gsl_rng_uniform_int(rng, size->longest_age + 1);
    }
    self->x0 = allocate_reals(n);
    self->curvature = allocate_reals(size->agents);
    self->centre = allocate_reals(size->agents);
    for (size_t c = 0; c < n; c++) {
        self->x0[c] = gsl_rng_uniform(rng);
    }
    for (size_t i = 0; i < size->agents; i++) {
        self->curvature[i] = 0.5 + gsl_rng_uniform(rng);
        self->centre[i] = gsl_rng_uniform(rng);
    }
    gsl_rng_free(rng);
    return self;
}

void simulated_free(simulated *self)
{
    free(self->sender);
    free(self->age);
    free(self->x0);
    free(self->curvature);
    free(self->centre);
    free(self);
}

/* The links of an agent and, as links know it, itself. */
network *simulated_network(const simulated *self, size_t threads)
{
    const size_t agents = self->size.agents, degree = self->size.degree, entries = degree + 1;
    size_t *first = allocate(agents + 1, sizeof *first);
    size_t *sender = allocate(agents * entries, sizeof *sender);
    double *weight = allocate_reals(agents * entries), *theta = allocate_reals(agents);
    network_links links = {first, sender, weight};
    network_settings how = {.eta = self->eta, .lambda = self->size.lambda, .forecast = true,
                            .theta = theta, .threads = threads};
    network *net;
    for (size_t i = 0; i < agents; i++) {
        first[i + 1] = (i + 1) * entries;
        theta[i] = self->theta;
        for (size_t j = 0; j < entries; j++) {
            sender[i * entries + j] = j == 0 ? i : self->sender[i * degree + j - 1];
            weight[i * entries + j] = 1 / (double)entries;
        }
    }
    net = network_new_sparse(agents, self->size.dimension, &links, self->x0, self->size.longest_age,
                             &how);
    free(first);
    free(sender);
    free(weight);
    free(theta);
    return net;
}

static void pull(void *context, size_t agent, const real *x, real *g)
{
    const simulated *self = context;
    const double curvature = self->curvature[agent], centre = self->centre[agent];
    for (size_t c = 0; c < self->size.dimension; c++) {
        g[c] = curvature * (x[c] - centre);
    }
}

void simulated_step(const simulated *self, network *net)
{
    size_t t = (size_t)network_time(net) % self->size.period;
    network_step_sparse(net, pull, (void *)self,
                        self->age + t * self->size.agents * self->size.degree);
}
