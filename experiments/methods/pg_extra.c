/* Asynchronous PG-EXTRA (Wu, Yuan, Ling, Yin, Sayed, IEEE Trans. Signal and Information
   Processing over Networks 2018, arXiv 1612.00150), for smooth costs: its proximal step is the
   identity. Every link e = {i,k}, i < k, has a dual variable, which agent i keeps. In the
   publication's numbers, with v_ei = sqrt(w_ik/2) = -v_ek, an agent that steps computes

       x'_i = sum_j w_ij x_j - alpha*g_i - sum_e v_ei y_e,
       y'_e = y_e + v_ei x_i + v_ek x_k                       (of the links that it keeps)

   from what it has, and then moves a part of the way: x_i += r*(x'_i - x_i), y_e += r*(y'_e -
   y_e). Here accounts hold v_ei*y_e, so that no roots are left: y_e += r*w_ik/2*(x_i - x_k),
   which enters agent i with - and agent k with +.

   A message holds x and, to the agent at the upper end of the link, y: two vectors one way, one
   the other. Nothing is counted by arrivals: a message used twice or never is no loss. At rest
   all y' = y, so that all x are equal, and the sum of all x' = x says that the sum of all
   gradients is 0: whatever the ages were.

   The publication's step size alpha is eta/r here, so that eta is what a gradient is multiplied
   with when it enters x, as in every other method. Its theorem bounds r the more the
   older messages may be. Here r = 1/(1 + T) with the mean age T of the link whose
   messages are oldest, which the run knows beforehand and agents would have to measure; chosen,
   and larger than what is proved.

   Departures: the publication lets one random agent step at a time; here all step, in the order
   of the laboratory. */
#include "../harness/support.h"
#include "baselines.h"

#include <stdlib.h>

/* 1/r - 1 per step of age */
static const double CAUTION = 1;

void pg_extra_relaxation(const run *base, network_settings *settings, double *scale)
{
    size_t agents = base->graph->agents, at;
    double *age = allocate_reals(agents * agents), oldest = 0;
    symmetric_weights(base, settings, scale);
    if (base->clock) {
        clock_survey(base->clock, base->graph, agents * base->steps, age);
    } else {
        delay_mean_ages(base->delay, age);
    }
    for (at = 0; at < agents * agents; at++) {
        oldest = base->graph->edge[at] && age[at] > oldest ? age[at] : oldest;
    }
    settings->constant = 1 / (1 + CAUTION * oldest);
    free(age);
}

/* y += r*w/2*(x_i - x_k) */
static void change_dual(const network_view *view, const network_message *m)
{
    const real part = (real)(view->constant * m->w / 2);
    size_t c;
    for (c = 0; c < view->n; c++) {
        m->account[c] += part * (view->x[c] - m->x[c]);
    }
}

void pg_extra(const network_view *view, real *next)
{
    const real eta = (real)view->eta, r = (real)view->constant;
    const real own_w = (real)view->message[0].w;
    size_t j, c;
    for (c = 0; c < view->n; c++) {
        next[c] = own_w * view->x[c];
    }
    for (j = 1; j < view->messages; j++) {
        const network_message *m = &view->message[j];
        const bool own = view->agent < m->sender;
        const real *y = own ? m->account : m->theirs, w = (real)m->w, sign = own ? -1 : 1;
        for (c = 0; c < view->n; c++) {
            next[c] += w * m->x[c] + sign * y[c];
        }
        if (own) {
            change_dual(view, m);
        }
    }
    for (c = 0; c < view->n; c++) {
        next[c] = view->x[c] + r * (next[c] - view->x[c]) - eta * view->g[c];
    }
}
