#include "naive.h"

#include <math.h>
#include <stdlib.h>

typedef struct history {
    const naive_problem *of;
    double *x, *g; /* steps x agents x n */
} history;

static double x_at(const history *past, long t, size_t i, size_t c)
{
    const naive_problem *p = past->of;
    return t < 0 ? p->x0[i * p->n + c] : past->x[((size_t)t * p->agents + i) * p->n + c];
}

static double g_at(const history *past, long t, size_t i, size_t c)
{
    const naive_problem *p = past->of;
    return t < 0 ? 0 : past->g[((size_t)t * p->agents + i) * p->n + c];
}

static long age_at(const history *past, long t, size_t i, size_t k)
{
    const naive_problem *p = past->of;
    return i == k ? 0 : (long)p->ages[((size_t)t * p->agents + i) * p->agents + k];
}

static bool is_stale(const history *past, long t, size_t i, size_t k)
{
    return past->of->weights[i * past->of->agents + k] > 0 &&
           age_at(past, t, i, k) > (long)past->of->reliable_age;
}

/* x_k(t - tau) - eta sum_{r<tau} (g + lambda g g (x_i(t-tau+r) - x_i(t-tau))) */
static double forecast(const history *past, long t, size_t i, size_t k, size_t c)
{
    const naive_problem *p = past->of;
    long tau = age_at(past, t, i, k), r;
    double g = g_at(past, t - tau, k, c), sum = 0;
    for (r = 0; r < tau; r++) {
        sum += g + p->lambda * g * g * (x_at(past, t - tau + r, i, c) - x_at(past, t - tau, i, c));
    }
    return x_at(past, t - tau, k, c) - (p->forecast ? p->eta * sum : 0);
}

static double predict(const history *past, long t, size_t i, size_t c)
{
    const naive_problem *p = past->of;
    double sum = 0;
    size_t k;
    for (k = 0; k < p->agents; k++) {
        double w = p->weights[i * p->agents + k];
        if (w > 0) {
            sum += w * (is_stale(past, t, i, k) ? forecast(past, t, i, k, c)
                                                : x_at(past, t - age_at(past, t, i, k), k, c));
        }
    }
    return sum - p->eta * g_at(past, t, i, c);
}

static double clip_weight(const history *past, long t, size_t i, size_t k)
{
    const naive_problem *p = past->of;
    double lost = 0, left = 0;
    size_t j, stale = 0;
    if (p->clip_weights) {
        return p->clip_weights[i * p->agents + k];
    }
    for (j = 0; j < p->agents; j++) {
        double w = p->weights[i * p->agents + j];
        if (is_stale(past, t, i, j)) {
            lost += w;
            stale++;
        } else {
            left += w;
        }
    }
    if (is_stale(past, t, i, k)) {
        return 0;
    }
    if (stale == 0) {
        return p->weights[i * p->agents + k];
    }
    if (left == 0) {
        return i == k ? 1 : 0;
    }
    if (p->renormalise) {
        return p->weights[i * p->agents + k] / left;
    }
    return p->weights[i * p->agents + k] + (i == k ? lost : 0);
}

static double clip(const history *past, long t, size_t i, size_t c)
{
    double sum = 0;
    size_t k;
    for (k = 0; k < past->of->agents; k++) {
        double w = clip_weight(past, t, i, k);
        if (w > 0) {
            sum += w * x_at(past, t - age_at(past, t, i, k), k, c);
        }
    }
    return sum - past->of->eta * g_at(past, t, i, c);
}

/* Of the displacement that a candidate makes with -g_i. */
static double cosine(const history *past, long t, size_t i,
                     double (*candidate)(const history *, long, size_t, size_t))
{
    double dot = 0, moved = 0, slope = 0;
    size_t c;
    for (c = 0; c < past->of->n; c++) {
        double d = candidate(past, t, i, c) - x_at(past, t, i, c), g = g_at(past, t, i, c);
        dot -= d * g;
        moved += d * d;
        slope += g * g;
    }
    return moved == 0 || slope == 0 ? 0 : dot / sqrt(moved * slope);
}

static double theta_at(const history *past, long t, size_t i, double *clearance)
{
    double of_predict, of_clip;
    size_t k;
    bool stale = past->of->clip_weights != NULL;
    if (past->of->theta) {
        return past->of->theta[i];
    }
    for (k = 0; k < past->of->agents; k++) {
        stale = stale || is_stale(past, t, i, k);
    }
    of_predict = cosine(past, t, i, predict);
    of_clip = cosine(past, t, i, clip);
    if (stale) {
        *clearance = fmin(*clearance, fabs(of_predict - of_clip));
    }
    return !stale || of_predict >= of_clip - 1e-12 ? 1 : 0;
}

static double step(const history *past, long t, size_t i, size_t c, double theta)
{
    if (theta == 0) {
        return clip(past, t, i, c);
    }
    if (theta == 1) {
        return predict(past, t, i, c);
    }
    return theta * predict(past, t, i, c) + (1 - theta) * clip(past, t, i, c);
}

double *naive_run(const naive_problem *p, double *clearance)
{
    size_t N = p->agents, n = p->n, t, i, c;
    history past = {p, calloc((p->steps + 1) * N * n, sizeof(double)),
                    calloc((p->steps + 1) * N * n, sizeof(double))};
    *clearance = INFINITY;
    for (i = 0; i < N * n; i++) {
        past.x[i] = p->x0[i];
    }
    for (t = 0; t < p->steps; t++) {
        for (i = 0; i < N; i++) {
            for (c = 0; c < n; c++) {
                past.g[(t * N + i) * n + c] =
                    p->hessian[i * n + c] * (past.x[(t * N + i) * n + c] - p->center[i * n + c]) *
                    (p->scale ? p->scale[i] : 1);
            }
        }
        for (i = 0; i < N; i++) {
            double theta = theta_at(&past, (long)t, i, clearance);
            for (c = 0; c < n; c++) {
                past.x[((t + 1) * N + i) * n + c] = step(&past, (long)t, i, c, theta);
            }
        }
    }
    free(past.g);
    return past.x;
}
