/* Objectives: F = (1/N) sum_k f_k, one f_k per agent, with gradients and constants.
   Every constant is tested against a closed form or by sampling. */
#ifndef OBJECTIVE_H
#define OBJECTIVE_H

#include "dataset.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

typedef struct objective objective;

struct objective {
    const char *name;
    size_t agents, n;
    double *smoothness; /* agents: L_k, the gradient of f_k is L_k-Lipschitz */
    double *convexity;  /* agents: mu_k >= 0, f_k is mu_k-strongly convex (0: convex) */
    /* f_k(x) */
    double (*value)(const objective *self, size_t agent, const double *x);
    /* the exact gradient of f_k at x, into g: n */
    void (*gradient)(const objective *self, size_t agent, const double *x, double *g);
    /* an unbiased random gradient of f_k at x, into g: n; draws are independent given x */
    void (*sample)(const objective *self, size_t agent, const double *x, gsl_rng *rng, double *g);
    void (*release)(objective *self);
    void *data; /* what the functions above need */
};

void objective_free(objective *self);

/* For the files objective_*.c: an objective whose functions and constants are still to be set. */
objective *objective_new(const char *name, size_t agents, size_t n);

/* F(x) = (1/N) sum_k f_k(x) */
double objective_mean_value(const objective *self, const double *x);

/* f_k(x) = 1/2 sum_c hessian[k][c] (x_c - center[k][c])^2; hessian and center: agents x n, copied.
   Sampling adds independent normal noise of standard deviation sigma/sqrt(n) to every coordinate,
   so that E|noise|^2 = sigma^2. */
objective *objective_quadratic(size_t agents, size_t n, const double *hessian, const double *center,
                               double sigma);

/* The minimiser of sum_k q_k f_k for a quadratic, into x: n. */
void objective_quadratic_minimiser(const objective *self, const double *q, double *x);

/* A random quadratic: curvatures log-uniform in [mu, L], the same for all agents if shared_hessian,
   centres normal with standard deviation `spread` around a common point. */
objective *objective_random_quadratic(size_t agents, size_t n, double mu, double L, double spread,
                                      int shared_hessian, double sigma, unsigned long seed);

/* L2-regularised logistic regression on synthetic data, `samples` per agent:
   f_k(x) = mean_s log(1 + exp(-y_s a_s.x)) + l2/2 |x|^2, each agent's labels from its own direction
   (spread > 0: heterogeneous). Sampling draws `batch` samples with replacement. */
objective *objective_logistic(size_t agents, size_t n, size_t samples, size_t batch, double l2,
                              double spread, unsigned long seed);

/* Softmax regression with bias on a share of a data set:
   f_k(x) = mean_s -log softmax(W' [image_s, 1])[label_s] + l2/2 |W|^2, x = W: (pixels+1) x classes,
   images scaled to [0,1]. Agent k has samples share[k][0 .. share_count[k]-1] of the data set, which
   must outlive the objective. Sampling draws `batch` samples with replacement. */
objective *objective_softmax(const dataset *data, size_t agents, size_t *const *share,
                             const size_t *share_count, size_t batch, double l2);

/* Mean loss and share of right answers of softmax parameters x on samples 0 .. count-1. */
void softmax_evaluate(const dataset *data, size_t count, const double *x, double *loss,
                      double *accuracy);

#endif
