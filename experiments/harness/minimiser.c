#include "minimiser.h"

#include "support.h"
#include "symmetric.h"
#include "vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double GRADIENT_LIMIT = 1e-10;

/* A gradient can be small because a minimum is near, or because it is at infinity; in the first
   case Newton's step is short. */
static const double STEP_LIMIT = 1e-6;

/* The last steps double the digits and cost little, so they go on to the end of rounding. */
static const double GRADIENT_GOAL = 1e-14;
enum { MOST_STEPS = 60 };

double weighted_value(const objective *f, const double *q, const double *x)
{
    double sum = 0;
    size_t k;
    for (k = 0; k < f->agents; k++) {
        sum += q[k] * f->value(f, k, x);
    }
    return sum;
}

void weighted_gradient(const objective *f, const double *q, const double *x, double *g)
{
    double *own = allocate_reals(f->n);
    size_t k, c;
    memset(g, 0, f->n * sizeof *g);
    for (k = 0; k < f->agents; k++) {
        f->gradient(f, k, x, own);
        for (c = 0; c < f->n; c++) {
            g[c] += q[k] * own[c];
        }
    }
    free(own);
}

static symmetric_eigen weighted_hessian(const objective *f, const double *q, const double *x)
{
    size_t square = f->n * f->n, k, j;
    double *sum = allocate_reals(square), *own = allocate_reals(square);
    symmetric_eigen result;
    for (k = 0; k < f->agents; k++) {
        f->hessian(f, k, x, own);
        for (j = 0; j < square; j++) {
            sum[j] += q[k] * own[j];
        }
    }
    result = symmetric_eigen_new(f->n, sum);
    free(sum);
    free(own);
    return result;
}

/* Newton's step at x, to be subtracted; returns |gradient|. */
static double newton_step(const objective *f, const double *q, const double *x, double *step)
{
    symmetric_eigen curvature = weighted_hessian(f, q, x);
    double *g = allocate_reals(f->n), size;
    weighted_gradient(f, q, x, g);
    symmetric_solve(&curvature, g, step);
    size = length_of(f->n, g);
    symmetric_eigen_free(&curvature);
    free(g);
    return size;
}

/* Subtracts the step, or a half, a quarter, ... of it, so that F_q does not grow beyond
   rounding. */
static void move(const objective *f, const double *q, double *x, const double *step)
{
    double *to = allocate_reals(f->n), before = weighted_value(f, q, x), part = 2;
    size_t c;
    do {
        part /= 2;
        for (c = 0; c < f->n; c++) {
            to[c] = x[c] - part * step[c];
        }
    } while (weighted_value(f, q, to) > before + 1e-14 * (1 + fabs(before)) && part > 1e-9);
    memcpy(x, to, f->n * sizeof *x);
    free(to);
}

minimum minimum_of(const objective *f, const double *q)
{
    minimum self = {allocate_reals(f->n), 0, INFINITY, 0};
    double *step = allocate_reals(f->n);
    symmetric_eigen curvature;
    size_t steps;
    if (f->near_lowest) {
        f->near_lowest(f, q, self.x);
    }
    self.gradient = newton_step(f, q, self.x, step);
    for (steps = 0; steps < MOST_STEPS && self.gradient > GRADIENT_GOAL; steps++) {
        move(f, q, self.x, step);
        self.gradient = newton_step(f, q, self.x, step);
    }
    if (!(self.gradient <= GRADIENT_LIMIT && length_of(f->n, step) <= STEP_LIMIT)) {
        FAIL("no minimiser of %s: |gradient| %g, next step %g after %zu steps; is there one?",
             f->name, self.gradient, length_of(f->n, step), steps);
    }
    self.value = weighted_value(f, q, self.x);
    curvature = weighted_hessian(f, q, self.x);
    self.curvature = symmetric_smallest_nonzero(&curvature);
    symmetric_eigen_free(&curvature);
    free(step);
    return self;
}

void minimum_free(minimum *self)
{
    free(self->x);
}
