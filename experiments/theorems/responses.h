/* How the agents answer to one gradient (docs/theory.md, section 2): K(s), H(s), the deviations of
   the agents from the virtual average s steps after a unit injection, and their sums. */
#ifndef RESPONSES_H
#define RESPONSES_H

#include "averages.h"

#include <stdbool.h>
#include <stddef.h>

/* Sums over all steps s >= 1 and agents j. Lists are by agent k. */
typedef struct responses {
    double *S;    /* sum |H_kj(s) - q_j| */
    double *R;    /* root of sum (H_kj(s) - q_j)^2 */
    double *SK;   /* sum |K_kj(s) - pi0_j| */
    double Sq;    /* sum |sum_k q_k H_kj(s) - q_j| */
    double Rq;    /* root of the sum of the squares */
    double *RK;   /* root of sum (K_kj(s) - pi0_j)^2 */
    double SKp;   /* sum |sum_k p_k K_kj(s) - pi0_j| */
    double RKp;   /* root of the sum of the squares */
    bool settled; /* did all deviations die out? */
    size_t steps; /* after how many steps, or how many were done */
} responses;

/* Stops after at most most_steps, or as soon as it shows that they are by far too few. */
responses responses_new(const mixing *weights, const averages *average, size_t most_steps);

/* The same; shows H(s) - 1 q' and K(s) - 1 pi0' (agents x agents) of every step s = 1, 2, ... */
typedef void response_watcher(void *context, size_t s, const double *H, const double *K);
responses responses_watch(const mixing *weights, const averages *average, size_t most_steps,
                          response_watcher *watcher, void *context);
void responses_free(responses *self);

#endif
