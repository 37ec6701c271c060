/* What several baselines share. */
#ifndef MIX_H
#define MIX_H

#include "../harness/network.h"

/* Stale mixing: next = sum_j w_ij x_j - step*g_i, whatever the ages are. */
void mix_and_descend(const network_view *view, double step, real *next);

#endif
