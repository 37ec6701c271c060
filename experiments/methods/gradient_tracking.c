/* Gradient tracking, DIGing (Nedic, Olshevsky, Shi, SIAM J. Optimization 2017, arXiv
   1607.03218):

       x_i = sum_j w_ij x_j - eta*y_i,   y_i = sum_j w_ij y_j + g_i(new x) - g_i,   first y_i = g_i,

   with messages that may be late used as they come: the naive form, a control. Where ages
   change, the sum of all y is not the sum of all gradients any more: a y that is used twice is
   there twice, one that is passed over is lost, and nothing ever brings it back. While ages stay
   the same, every y is used once by every neighbour, and the method is exact.

   Order of the laboratory: the new y needs the new gradient, so that `prepare` adds it before
   the message goes; the rule mixes x and y. */
#include "baselines.h"
#include "mix.h"

/* The states of an agent: y, which is sent, and what of the next y is known: mixed y minus g. */
void gradient_tracking_prepare(const network_view *view)
{
    real *y = view->state, *rest = view->state + view->n;
    size_t c;
    for (c = 0; c < view->n; c++) {
        y[c] = rest[c] + view->g[c];
    }
}

void gradient_tracking(const network_view *view, real *next)
{
    const real eta = (real)view->eta, *y = view->state;
    real *rest = view->state + view->n;
    size_t j, c;
    mix_and_descend(view, 0, next);
    for (c = 0; c < view->n; c++) {
        next[c] -= eta * y[c];
        rest[c] = -view->g[c];
    }
    for (j = 0; j < view->messages; j++) {
        const real w = (real)view->message[j].w, *there = view->message[j].state;
        for (c = 0; c < view->n; c++) {
            rest[c] += w * there[c];
        }
    }
}
