/* Exact diffusion (Yuan, Ying, Zhao, Sayed, IEEE Trans. Signal Processing 2019, arXiv
   1702.05122), with samples in place of gradients also known as D2 (Tang, Lian, Yan, Zhang, Liu,
   ICML 2018, arXiv 1803.07068). Both are

       phi_i = 2*x_i - x_i(t-1) - eta*(g_i - g_i(t-1)),   x_i = sum_j a_ij phi_j,

   in the first step phi_i = x_i - eta*g_i. D2 takes a = w and needs all eigenvalues of w above
   -1/3, which a ring of an even number of agents with equal weights 1/3 misses. Exact diffusion
   takes a = (w + I)/2, as here, and needs no condition. Both are synchronous: the method waits
   for messages of its own step.

   phi is known as soon as the gradient is, and is what a message needs to hold: one vector. For
   that agents keep s = x(t+1) - (x(t) - eta*g(t)), 0 before the first step: phi_i = x_i -
   eta*g_i + s_i, and x_i and s_i both change by sum_j w_ij/2 (phi_j - phi_i). So written, the
   sum of all s stays 0 but for roundings of s itself; from differences of large numbers it would
   drift away. */
#include "baselines.h"

#include <string.h>

/* The states of an agent: phi, which is sent, and s. */
void exact_diffusion_prepare(const network_view *view)
{
    const real eta = (real)view->eta;
    real *phi = view->state, *s = view->state + view->n;
    size_t c;
    for (c = 0; c < view->n; c++) {
        phi[c] = view->x[c] - eta * view->g[c] + s[c];
    }
}

void exact_diffusion(const network_view *view, real *next)
{
    const real *phi = view->state;
    real *s = view->state + view->n;
    size_t j, c;
    memcpy(next, phi, view->n * sizeof *next);
    for (j = 1; j < view->messages; j++) {
        const real a = (real)(view->message[j].w / 2), *there = view->message[j].state;
        for (c = 0; c < view->n; c++) {
            real change = a * (there[c] - phi[c]);
            next[c] += change;
            s[c] += change;
        }
    }
}
