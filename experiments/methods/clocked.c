#include "../../include/pcasgd.h"
#include "../harness/support.h"
#include "baselines.h"

#include <stdlib.h>
#include <string.h>

/* Chosen: clocks need some hundred steps to settle; no gradient counts more than four times. */
static const double SMOOTHING = 0.01, LIMIT = 4;

void clocked(const run *base, network_settings *settings, double *scale)
{
    size_t i;
    for (i = 0; i < base->graph->agents; i++) {
        scale[i] = 1;
    }
    settings->gradient_scale = scale;
    settings->notes = base->graph->agents + 1;
    settings->after = clocked_after;
    settings->constant = (double)base->graph->agents;
}

/* An agent's notes: its clocks, then how much faster than 1/N its own one goes. */
void clocked_after(const network_view *view)
{
    size_t agents = (size_t)view->constant, m = view->messages, i = view->agent, j;
    pcasgd_neighbour *row = allocate(m, sizeof *row);
    pcasgd_ticks *ticks = allocate(m, sizeof *ticks);
    pcasgd_opts opts = pcasgd_opts_default();
    double before = view->note[i], *excess = &view->note[agents];
    int status;
    for (j = 0; j < m; j++) {
        const network_message *from = &view->message[j];
        row[j] = (pcasgd_neighbour){.x = from->x, .g = from->g, .w = from->w,
                                    .w_clip = from->w_clip, .age = from->age};
        ticks[j] = (pcasgd_ticks){from->note, from->sender, !from->start};
        opts.reliable_age = from->reliable && from->age > opts.reliable_age ? from->age
                                                                            : opts.reliable_age;
    }
    status = pcasgd_clock_step(agents, m, view->note, ticks, row, view->theta, &opts);
    if (status != PCASGD_OK) {
        FAIL("clocks of agent %zu at step %zu: %s", i, view->step, pcasgd_strerror(status));
    }
    *excess += SMOOTHING * (view->note[i] - before - 1 / (double)agents - *excess);
    *view->scale = pcasgd_clock_scale(1 / (double)agents + *excess, agents, LIMIT);
    free(row);
    free(ticks);
}
