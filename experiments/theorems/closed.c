#include "closed.h"

#include "lambda_bounds.h"

#include "../harness/support.h"
#include "../harness/symmetric.h"

#include <math.h>
#include <stdlib.h>

static double lambda_part(const ensemble *runs)
{
    const ensemble_options *o = &runs->of;
    lambda_bounds bounds;
    double limit;
    if (!(o->lambda > 0)) {
        return 0;
    }
    bounds = lambda_bounds_new(o->how);
    limit = lambda_limit(&bounds, o->eta * o->lambda * runs->entry * runs->entry, runs->G);
    lambda_bounds_free(&bounds);
    return limit;
}

/* min(S G, S Gamma + R sigma) */
static double response_limit(const ensemble *runs, double S, double R)
{
    return fmin(S * runs->G, S * runs->Gamma + R * runs->sigma);
}

/* |sum_k q_k d_k| / eta */
static double mean_distance(const ensemble *runs, double Lambda)
{
    const ensemble_options *o = &runs->of;
    const responses *r = &o->how->response;
    double limit = response_limit(runs, r->Sq, r->Rq);
    size_t k;
    for (k = 0; k < o->f->agents; k++) {
        limit += o->how->share[k] * r->SK[k] * Lambda;
    }
    return limit;
}

static double pi0_sum(const ensemble *runs)
{
    return 1 / (1 + runs->of.how->average.D);
}

/* With C = c I. */
static double drift_around(const ensemble *runs, const closed_constants *self, double c)
{
    const ensemble_options *o = &runs->of;
    double sum = pi0_sum(runs) * self->Lambda / o->eta;
    size_t k;
    sum += c > 0 ? c * mean_distance(runs, self->Lambda) : 0;
    for (k = 0; k < o->f->agents; k++) {
        double apart = fmax(o->f->smoothness[k] - c, c - o->f->convexity[k]);
        sum += o->q[k] * apart * self->distance[k];
    }
    return sum * sum;
}

static double norm(size_t n, const double *matrix)
{
    symmetric_eigen all = symmetric_eigen_new(n, matrix);
    double largest = 0;
    size_t e;
    for (e = 0; e < n; e++) {
        largest = fmax(largest, fabs(all.value[e]));
    }
    symmetric_eigen_free(&all);
    return largest;
}

/* With C = sum_k q_k H_k, for constant Hessians. */
static double drift_around_mean(const ensemble *runs, const closed_constants *self)
{
    const ensemble_options *o = &runs->of;
    size_t N = o->f->agents, n = o->f->n, k, j;
    double *H = allocate_reals(N * n * n), *mean = allocate_reals(n * n);
    double sum = pi0_sum(runs) * self->Lambda / o->eta;
    for (k = 0; k < N; k++) {
        o->f->hessian(o->f, k, runs->lowest.x, H + k * n * n);
        for (j = 0; j < n * n; j++) {
            mean[j] += o->q[k] * H[k * n * n + j];
        }
    }
    sum += norm(n, mean) * mean_distance(runs, self->Lambda);
    for (k = 0; k < N; k++) {
        for (j = 0; j < n * n; j++) {
            H[k * n * n + j] -= mean[j];
        }
        sum += o->q[k] * norm(n, H + k * n * n) * self->distance[k];
    }
    free(H);
    free(mean);
    return sum * sum;
}

static double sharpest(const ensemble *runs, const closed_constants *self)
{
    const objective *f = runs->of.f;
    double best = self->drift;
    size_t k;
    for (k = 0; k < f->agents; k++) {
        double c = (f->smoothness[k] + f->convexity[k]) / 2;
        best = fmin(best, drift_around(runs, self, c));
    }
    return f->quadratic ? fmin(best, drift_around_mean(runs, self)) : best;
}

closed_constants closed_new(const ensemble *runs)
{
    const ensemble_options *o = &runs->of;
    const responses *r = &o->how->response;
    closed_constants self = {lambda_part(runs), allocate_reals(o->f->agents), 0, 0, 0, 0};
    size_t k;
    for (k = 0; k < o->f->agents; k++) {
        self.distance[k] = response_limit(runs, r->S[k], r->R[k]) + r->SK[k] * self.Lambda;
        self.spread += o->q[k] * o->f->smoothness[k] * self.distance[k] * self.distance[k];
    }
    self.noise = runs->smoothness * runs->sigma * runs->sigma * runs->q_square;
    self.drift = drift_around(runs, &self, 0);
    self.sharp = sharpest(runs, &self);
    return self;
}

void closed_free(closed_constants *self)
{
    free(self->distance);
}
