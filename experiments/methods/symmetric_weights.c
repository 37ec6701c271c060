#include "../harness/support.h"
#include "baselines.h"

/* Rows sum to one, so that columns then do as well. */
void symmetric_weights(const run *base, network_settings *settings, double *scale)
{
    size_t agents = base->graph->agents, i, k;
    const double *w = base->graph->weights;
    (void)settings;
    (void)scale;
    for (i = 0; i < agents; i++) {
        for (k = 0; k < i; k++) {
            if (!(w[i * agents + k] == w[k * agents + i])) {
                refuse("agent %zu hears agent %zu with weight %g, but is heard by it with weight "
                       "%g: the method needs the same weight in both directions",
                       i, k, w[i * agents + k], w[k * agents + i]);
            }
        }
    }
}
