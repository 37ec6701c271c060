/* GSL: its vector functions, y = a*x + b*y and products of elements. */
#include "bench.h"

#include <gsl/gsl_vector.h>

bench_run CONTENDER(gsl_written), CONTENDER(gsl_folded);

#define VECTOR GSL_PREFIX
#define GSL(name) BENCH_JOIN(GSL_PREFIX, name)

static VECTOR vector(size_t n, const void *x)
{
    VECTOR v = {n, 1, (REAL *)(size_t)x, NULL, 0};
    return v;
}

/* to = a*x + b*to */
static void mix(double a, const void *x, double b, void *to, size_t n)
{
    VECTOR from = vector(n, x), into = vector(n, to);
    GSL(axpby)((REAL)a, &from, (REAL)b, &into);
}

/* to = g*g*moves */
static void bend(const void *g, const void *moves, void *to, size_t n)
{
    VECTOR factor = vector(n, g), S = vector(n, moves), into = vector(n, to);
    GSL(memcpy)(&into, &factor);
    GSL(mul)(&into, &factor);
    GSL(mul)(&into, &S);
}

static void make_forecast(const bench_case *c, size_t j, void *to)
{
    bend(c->sent_g[j], c->moves[j], to, c->n);
    mix(-c->eta * (double)c->age, c->sent_g[j], -c->eta * c->lambda, to, c->n);
    mix(1, c->x[j], 1, to, c->n);
}

void CONTENDER(gsl_written)(const bench_case *c)
{
    void *pre = c->work[0], *clip = c->work[1], *xhat = c->work[2];
    mix(-c->eta, c->g, 0, pre, c->n);
    mix(-c->eta, c->g, 0, clip, c->n);
    for (size_t j = 0; j < 1 + c->fresh; j++) {
        mix(c->w[j], c->x[j], 1, pre, c->n);
        mix(c->w_clip[j], c->x[j], 1, clip, c->n);
    }
    for (size_t j = 1 + c->fresh; j < 1 + c->fresh + c->stale; j++) {
        make_forecast(c, j, xhat);
        mix(c->w[j], xhat, 1, pre, c->n);
    }
    mix(c->theta, pre, 0, c->x_new, c->n);
    mix(1 - c->theta, clip, 1, c->x_new, c->n);
}

void CONTENDER(gsl_folded)(const bench_case *c)
{
    mix(-c->eta, c->g, 0, c->x_new, c->n);
    for (size_t j = 0; j < 1 + c->fresh + c->stale; j++) {
        double a = bench_coefficient(c, j);
        mix(a, c->x[j], 1, c->x_new, c->n);
        if (j > c->fresh) {
            mix(-a * c->eta * (double)c->age, c->sent_g[j], 1, c->x_new, c->n);
            bend(c->sent_g[j], c->moves[j], c->work[0], c->n);
            mix(-a * c->eta * c->lambda, c->work[0], 1, c->x_new, c->n);
        }
    }
}
