/* Gradient noise on quadratics with one Hessian for all agents (docs/theory.md, section 7(b)): how
   agents answer to one gradient, and the covariance over agents that noise keeps up. All matrices
   are agents x agents. */
#ifndef COVARIANCE_H
#define COVARIANCE_H

#include "weights.h"

#include <stdbool.h>
#include <stddef.h>

/* H_h(1), H_h(2), ..., H_h(steps) into H: steps x agents x agents: agent i's answer, divided by
   -eta, s steps after a unit gradient of agent j. H_h(1) = I,
     H_h(s+1) = (P - eta h I) H_h(s) + sum_tau (1 - tau eta h) Q_tau H_h(s-tau), and tau Q_tau more
   for s = tau. eta_h = 0: the H of section 2. forecast false: stale mixing, without the terms in
   tau. */
void curved_responses(const mixing *weights, bool forecast, double eta_h, size_t steps, double *H);

/* sum_s H_h(s) H_h(s)' over `steps` steps, into C: the stationary covariance over agents of one
   coordinate with noise of variance 1, divided by eta^2. Truncated: rho(A(h))^steps is left out. */
void covariance_by_sum(const mixing *weights, bool forecast, double eta_h, size_t steps, double *C);

/* The trace of that, added up until all responses have died out; NAN if they have not after
   most_steps steps. Memory grows with the longest age only. */
double covariance_trace(const mixing *weights, bool forecast, double eta_h, size_t most_steps);

/* C again, from the discrete Lyapunov equation X = F X F' + G G', whose state is
   (x(t) .. x(t-m), xi(t-1) .. xi(t-m)). Returns the largest entry of |X - F X F' - G G'|. */
double covariance_by_lyapunov(const mixing *weights, bool forecast, double eta_h, double *C);

#endif
