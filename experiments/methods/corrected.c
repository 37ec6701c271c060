#include "../harness/support.h"
#include "../theorems/averages.h"
#include "baselines.h"

/* As in scenario files: below, a correction would be beyond all bounds. */
static const double smallest_q = 1e-12;

void corrected(const run *base, network_settings *settings, double *scale)
{
    size_t agents = base->graph->agents, k;
    mixing *mixed;
    averages found;
    if (base->clock || !delay_is_constant(base->delay)) {
        refuse("the correction 1/(N q_k) needs ages that do not change: q is not defined "
               "otherwise");
    }
    if (settings->reliable_age > 0) {
        refuse("the correction 1/(N q_k) needs the reliable age 0, not %zu",
               settings->reliable_age);
    }
    mixed = mixing_rescaled(agents, base->graph->weights, settings->clip_rule, NULL,
                            delay_next(base->delay), settings->theta);
    mixing_need_convergence(mixed, "the correction 1/(N q_k)");
    found = averages_new(mixed);
    for (k = 0; k < agents; k++) {
        if (!(found.q[k] > smallest_q)) {
            refuse("the correction 1/(N q_k): q of agent %zu is %g, nothing of its gradients "
                   "enters the average", k, found.q[k]);
        }
        scale[k] = 1 / ((double)agents * found.q[k]);
    }
    settings->gradient_scale = scale;
    averages_free(&found);
    mixing_free(mixed);
}
