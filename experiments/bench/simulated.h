/* What the simulator's benchmark simulates: agents with quadratic objectives, in plain arrays, so
   that other programs can be given the same. */
#ifndef SIMULATED_H
#define SIMULATED_H

#include "../harness/network.h"

typedef struct simulated_size {
    size_t agents, dimension, degree, longest_age;
    size_t period; /* ages repeat after so many steps; 1: they are constant */
    double lambda;
} simulated_size;

typedef struct simulated {
    simulated_size size;
    double eta, theta;
    size_t *sender;                 /* agents x degree */
    size_t *age;                    /* period x agents x degree */
    double *x0, *curvature, *centre; /* agents x dimension; agents; agents */
} simulated;

/* Agent i hears i+1, i-1, i+2, i-2, i+4, i-4 and so on, modulo the agents, as many as the degree,
   which is even; all weights are equal, ages uniform. */
simulated *simulated_new(const simulated_size *size);
void simulated_free(simulated *self);

network *simulated_network(const simulated *self, size_t threads);

/* One step of it. */
void simulated_step(const simulated *self, network *net);

#endif
