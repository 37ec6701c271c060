/* What the error of a forecast of age tau from agent k is made of, for lambda = 0 (docs/theory.md,
   Theorem 3): its answer to the gradients,
     E_j(s) = H_kj(s-tau) - H_kj(s) + tau [s = tau, j = k],
   the sums of that, and the sizes that the bound (ii) takes from runs. */
#ifndef FORECAST_ERROR_H
#define FORECAST_ERROR_H

#include "record.h"
#include "series.h"

/* E_j(s). own: what the forecast adds by itself at s = tau, that is tau; another value is for
   controls. */
double forecast_answer(const series *of, size_t k, size_t tau, double own, size_t s, size_t j);

/* Over all agents j and steps s of the series, which must be long enough for E to die out. */
typedef struct forecast_sums {
    double total, E1, E2, C3; /* sum E; sum |E|; root of sum E^2; sum_s s |sum_j E| */
    double *eps;              /* steps + 1: eps[t] = sum_{s>t} |sum_j E_j(s)| */
} forecast_sums;

forecast_sums forecast_sums_new(const series *of, size_t k, size_t tau, double own);
void forecast_sums_free(forecast_sums *self);

/* The largest over steps and agents of root mean squares over runs of one setting. */
typedef struct forecast_sizes {
    double zeta;  /* |grad f_j(v) - grad F_q(v)| */
    double Gamma; /* |grad F_q(v)| */
    double G;     /* |g_k| */
    double L, S;  /* of the objective and of the network */
} forecast_sizes;

forecast_sizes forecast_sizes_of(size_t runs, record *const *run);

/* eta zeta E1 + eta sigma E2 + eta Gamma eps(t) + eta^2 L G (C3 + S E1) */
double forecast_bound(const forecast_sums *sums, const forecast_sizes *sizes, double eta,
                      double sigma, size_t t);

/* The error at step t of a forecast of age tau from agent k, into e: n. */
void forecast_error(const record *run, size_t t, size_t k, size_t tau, double *e);

/* Does anybody hear agent k late? */
bool forecast_is_needed(const setting *how, size_t k);

#endif
