/* Objectives whose random gradients break an assumption: for negative controls. The sound objective
   must outlive them. */
#ifndef FAULTY_H
#define FAULTY_H

#include "../harness/objective.h"

/* Every entry of every sample is too large by `bias`. */
objective *faulty_biased(const objective *sound, double bias);

/* All agents get the noise that agent 0 has drawn in the same step: each is unbiased and of the
   right size, but they are correlated. One run at a time, agent 0 first in every step. */
objective *faulty_shared_noise(const objective *sound);

/* Every agent draws its noise once in 2 `period` steps, keeps it for `period` steps and then its
   opposite: of the right size and uncorrelated over agents, but known beforehand. Runs have a
   multiple of 2 `period` steps. */
objective *faulty_kept_noise(const objective *sound, size_t period);

#endif
