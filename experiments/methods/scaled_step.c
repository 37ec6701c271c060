#include "../harness/support.h"
#include "../theorems/averages.h"
#include "baselines.h"

#include <stdlib.h>

/* Stale mixing reads every message with its own weight: M = W and T = W times the mean ages. */
static double mean_age(size_t agents, const double *weights, const double *age)
{
    size_t *fresh = allocate(agents * agents, sizeof *fresh), i;
    double *ones = allocate_reals(agents), D;
    mixing *mixed;
    averages found;
    for (i = 0; i < agents; i++) {
        ones[i] = 1;
    }
    mixed = mixing_new(agents, weights, weights, fresh, ones);
    mixing_need_convergence(mixed, "the step eta*(1+D)");
    for (i = 0; i < agents * agents; i++) {
        mixed->T[i] = weights[i] * age[i];
    }
    found = averages_new(mixed);
    D = found.D;
    averages_free(&found);
    mixing_free(mixed);
    free(fresh);
    free(ones);
    return D;
}

void scaled_step(const run *base, network_settings *settings, double *scale)
{
    size_t agents = base->graph->agents;
    double *age = allocate_reals(agents * agents);
    (void)scale;
    if (base->clock) {
        clock_survey(base->clock, base->graph, agents * base->steps, age);
    } else {
        delay_mean_ages(base->delay, age);
    }
    settings->eta *= 1 + mean_age(agents, base->graph->weights, age);
    free(age);
}
