/* The virtual average of a schedule (docs/theory.md, section 7b): its weights pi_t, computed
   backwards from the end by pi_t' = pi_(t+1)' A_t, and what follows from them. */
#ifndef BACKWARD_H
#define BACKWARD_H

#include "schedule.h"

typedef struct backward {
    const schedule *plan;
    mixing **at; /* steps: P_t and Q_t */
    double *pi; /* (steps+1) x (1+longest age) x agents; at the end: equal weights, all on slot 0 */
} backward;

backward backward_new(const schedule *plan);
void backward_free(backward *self);

/* The weight of the gradient that agent k issues at step t, for t + longest age < steps. */
double backward_weight(const backward *self, size_t t, size_t k);

/* mu_t = sum_s s sum_k pi_t^(s)_k */
double backward_mean_age(const backward *self, size_t t);

/* nu_t: the total weight of all gradients issued before step t and applied at t or later. */
double backward_pending(const backward *self, size_t t);

/* v(t) = pi_t' z(t) - eta * (the gradients issued before step t and applied at t or later), with
   their weights, into v: n; for t + longest age <= steps. */
void backward_virtual(const backward *self, const record *run, size_t t, double *v);

#endif
