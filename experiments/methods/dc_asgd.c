#include "baselines.h"

void dc_asgd(const network_view *view, real *next)
{
    const real eta = (real)view->eta, lambda = (real)view->lambda;
    double unreliable = 0;
    size_t j, c;
    for (j = 0; j < view->messages; j++) {
        unreliable += view->message[j].reliable ? 0 : view->message[j].w;
    }
    for (c = 0; c < view->n; c++) {
        next[c] = -eta * (real)(1 - unreliable) * view->g[c];
    }
    for (j = 0; j < view->messages; j++) {
        const network_message *m = &view->message[j];
        const real w = (real)m->w, w_clip = (real)m->w_clip;
        for (c = 0; m->reliable && c < view->n; c++) {
            next[c] += w_clip * m->x[c];
        }
        for (c = 0; !m->reliable && c < view->n; c++) {
            real there = m->g[c] + lambda * m->g[c] * m->g[c] * (view->x[c] - m->x[c]);
            next[c] -= eta * w * there;
        }
    }
}
