/* How far an agent's own parameters move while a message travels, in units of eta times the
   gradients (docs/theory.md, Lemma 2): what the lambda-part of a forecast can amount to. */
#ifndef LAMBDA_BOUNDS_H
#define LAMBDA_BOUNDS_H

#include "setting.h"

#include <stddef.h>

typedef struct lambda_bounds {
    size_t moves; /* longest age + 1 */
    /* agents x moves: sum over s, j of |X_ij(s) - X_ij(s-r)|, X = H or K, r < moves */
    double *VH, *VK;
    double aH, aK;   /* largest over i of theta_i sum_{late k} w_ik sum_{r < tau} V_i(r) */
} lambda_bounds;

/* Of a setting whose averaging converges. */
lambda_bounds lambda_bounds_new(const setting *how);
void lambda_bounds_free(lambda_bounds *self);

/* Lemma 2: |l| <= Lambda = kappa a_H G / (1 - kappa a_K), kappa = eta lambda (largest entry)^2; G
   bounds the gradients' norm. INFINITY where kappa a_K >= 1: the lemma does not apply. */
double lambda_limit(const lambda_bounds *self, double kappa, double G);

#endif
