#include "forecast_error.h"

#include "virtual.h"

#include "../harness/support.h"
#include "../harness/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double forecast_answer(const series *of, size_t k, size_t tau, double own, size_t s, size_t j)
{
    double E = series_H(of, (long)s - (long)tau, k, j) - series_H(of, (long)s, k, j);
    return E + (s == tau && j == k ? own : 0);
}

forecast_sums forecast_sums_new(const series *of, size_t k, size_t tau, double own)
{
    forecast_sums self = {0, 0, 0, 0, allocate_reals(of->steps + 1)};
    size_t s, j;
    for (s = of->steps; s >= 1; s--) {
        double sum = 0;
        for (j = 0; j < of->agents; j++) {
            double E = forecast_answer(of, k, tau, own, s, j);
            sum += E;
            self.E1 += fabs(E);
            self.E2 += E * E;
        }
        self.total += sum;
        self.C3 += (double)s * fabs(sum);
        self.eps[s - 1] = self.eps[s] + fabs(sum);
    }
    self.E2 = sqrt(self.E2);
    return self;
}

void forecast_sums_free(forecast_sums *self)
{
    free(self->eps);
}

/* Sums over runs of squares, by step and agent. */
typedef struct squares {
    double *unlike, *slope, *g; /* (steps+1) x agents, steps+1, steps x agents */
} squares;

/* Adds the squares of one run at step t; work: (agents + 1) x n. */
static void add_step(squares *to, const record *run, const double *v, size_t t, double *work)
{
    const objective *f = run->objective;
    size_t N = run->agents, n = run->n, k, c;
    double *mean = work + N * n;
    memset(mean, 0, n * sizeof *mean);
    for (k = 0; k < N; k++) {
        f->gradient(f, k, v, work + k * n);
        for (c = 0; c < n; c++) {
            mean[c] += run->setting->average.q[k] * work[k * n + c];
        }
        to->g[t * N + k] += t < run->steps ? square_of(n, record_g(run, (long)t, k)) : 0;
    }
    to->slope[t] += square_of(n, mean);
    for (k = 0; k < N; k++) {
        for (c = 0; c < n; c++) {
            work[k * n + c] -= mean[c];
        }
        to->unlike[t * N + k] += square_of(n, work + k * n);
    }
}

static double largest_root(size_t count, const double *sums, size_t runs)
{
    double largest = 0;
    size_t j;
    for (j = 0; j < count; j++) {
        double root = sqrt(sums[j] / (double)runs);
        largest = larger_or_nan(largest, root);
    }
    return largest;
}

forecast_sizes forecast_sizes_of(size_t runs, record *const *run)
{
    const setting *how = run[0]->setting;
    size_t N = how->agents, n = run[0]->n, steps = run[0]->steps, r, t, k;
    squares sums = {allocate_reals((steps + 1) * N), allocate_reals(steps + 1),
                    allocate_reals((steps + 1) * N)};
    double *v = allocate_reals((steps + 1) * n), *work = allocate_reals((N + 1) * n);
    forecast_sizes self = {0, 0, 0, 0, 0};
    for (r = 0; r < runs; r++) {
        virtual_by_recursion(run[r], v);
        for (t = 0; t <= steps; t++) {
            add_step(&sums, run[r], v + t * n, t, work);
        }
    }
    self.zeta = largest_root((steps + 1) * N, sums.unlike, runs);
    self.Gamma = largest_root(steps + 1, sums.slope, runs);
    self.G = largest_root(steps * N, sums.g, runs);
    for (k = 0; k < N; k++) {
        self.L = fmax(self.L, run[0]->objective->smoothness[k]);
        self.S = fmax(self.S, how->response.S[k]);
    }
    free(sums.unlike);
    free(sums.slope);
    free(sums.g);
    free(v);
    free(work);
    return self;
}

double forecast_bound(const forecast_sums *sums, const forecast_sizes *sizes, double eta,
                      double sigma, size_t t)
{
    double taylor = sizes->L * sizes->G * (sums->C3 + sizes->S * sums->E1);
    return eta * (sizes->zeta * sums->E1 + sigma * sums->E2 + sizes->Gamma * sums->eps[t]) +
           eta * eta * taylor;
}

void forecast_error(const record *run, size_t t, size_t k, size_t tau, double *e)
{
    const double *sent = record_x(run, (long)t - (long)tau, k), *now = record_x(run, (long)t, k);
    const double *g = record_g(run, (long)t - (long)tau, k);
    size_t c;
    for (c = 0; c < run->n; c++) {
        e[c] = sent[c] - now[c] - run->eta * (double)tau * g[c];
    }
}

bool forecast_is_needed(const setting *how, size_t k)
{
    size_t i;
    for (i = 0; i < how->agents; i++) {
        if (how->mixing->Q[i * how->agents + k] > 0) {
            return true;
        }
    }
    return false;
}
