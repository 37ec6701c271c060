#include "mix.h"

void mix_and_descend(const network_view *view, double step, real *next)
{
    size_t j, c;
    for (c = 0; c < view->n; c++) {
        next[c] = 0;
    }
    for (j = 0; j < view->messages; j++) {
        const network_message *m = &view->message[j];
        const real w = (real)m->w;
        for (c = 0; c < view->n; c++) {
            next[c] += w * m->x[c];
        }
    }
    for (c = 0; c < view->n; c++) {
        next[c] -= (real)step * view->g[c];
    }
}
