#include "baselines.h"
#include "mix.h"

#include <math.h>

/* A gradient that is not finite stays so: it must show. */
void norm_clipping(const network_view *view, real *next)
{
    double square = 0, length;
    size_t c;
    for (c = 0; c < view->n; c++) {
        square += (double)view->g[c] * (double)view->g[c];
    }
    length = sqrt(square);
    mix_and_descend(
        view, length > view->constant ? view->eta * (view->constant / length) : view->eta, next);
}
