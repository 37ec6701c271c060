/* Where the gradients of a run come from: exact ones, or samples, each agent's from a stream of its
   own. */
#ifndef GRADIENTS_H
#define GRADIENTS_H

#include "network.h"
#include "objective.h"

typedef struct gradients {
    const objective *objective;
    bool exact;
    gsl_rng **rng; /* agents */
} gradients;

/* The objective must outlive them. */
gradients gradients_new(const objective *f, bool exact, unsigned long seed);
void gradients_free(gradients *self);

/* context: gradients. */
gradient_function gradients_next;

#endif
