/* Ways to choose between the candidates of the practical variant: controls of its rule. */
#ifndef CHOOSING_H
#define CHOOSING_H

#include "../harness/network.h"

#include <gsl/gsl_rng.h>

typedef enum choosing_way {
    CHOOSE_BY_COSINE,    /* the practical variant */
    CHOOSE_OPPOSITE,     /* what it would not take */
    CHOOSE_AT_RANDOM,    /* predict with probability 1/2 */
    CHOOSE_IN_HINDSIGHT  /* the candidate with the smaller loss; no agent could afford that */
} choosing_way;

typedef struct choosing {
    choosing_way way;
    double (*loss)(void *context, const real *x); /* what a candidate is worth */
    void *loss_context;
    size_t judge_every; /* one choice of so many is judged by the loss; 0: none */
    size_t agents;
    gsl_rng **rng;      /* agents: CHOOSE_AT_RANDOM; by choosing_seed() */
    /* counted: */
    size_t choices, predicted, judged, right; /* right: the candidate of the smaller loss */
} choosing;

/* Gives every agent a coin of its own. */
void choosing_seed(choosing *self, size_t agents, unsigned long seed);

/* Frees the coins. */
void choosing_free(choosing *self);

/* context: a choosing. */
network_chooser choosing_choose;

#endif
