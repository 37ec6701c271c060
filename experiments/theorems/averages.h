/* The weights of the virtual average, for which PC-ASGD is plain SGD (docs/theory.md, Lemma 1 and
   Theorem 1). */
#ifndef AVERAGES_H
#define AVERAGES_H

#include "weights.h"

/* All lists are by agent. */
typedef struct averages {
    double *p;   /* p' M = p', sum 1 */
    double D;    /* p' T 1: the mean age of what enters a step */
    double *pi0; /* p / (1 + D): share of an agent's newest parameters in the virtual average */
    double *q;   /* (I + T)' p / (1 + D): share of an agent's gradients in a virtual step */
} averages;

/* Of a mixing whose averaging converges. */
averages averages_new(const mixing *self);
void averages_free(averages *self);

#endif
