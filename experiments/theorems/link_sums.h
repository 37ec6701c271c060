/* What the bounds for lambda and for the error of a forecast need beyond S and R (docs/theory.md,
   Lemma 2 and Theorem 3), for any network: sums over all steps of differences of responses. */
#ifndef LINK_SUMS_H
#define LINK_SUMS_H

#include "responses.h"

typedef struct link_sums {
    double aH, aK; /* Lemma 2 */
    /* agents x agents: of a message from k that agent i hears late, 0 for all other links */
    double *E1, *E2, *C3;
    double *epsilon; /* epsilon_t of Theorem 3 for t = `after` */
    bool settled;    /* did all deviations die out? */
} link_sums;

/* Of a mixing whose averaging converges; at most most_steps steps. Memory grows with agents^2 times
   the longest age, time with agents^2 (agents + longest age) for every step. */
link_sums link_sums_new(const mixing *weights, const averages *average, size_t most_steps,
                        size_t after);
void link_sums_free(link_sums *self);

#endif
