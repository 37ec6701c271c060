/* The network as a linear system: mixing matrices by age (docs/theory.md, section 1). Matrices are
   agents x agents, row by row; row i listens. */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "../harness/network.h"

#include <stdbool.h>
#include <stddef.h>

/* Clip weights of all agents by the header's rules, CLIP_TO_SELF or CLIP_RENORMALISE. An age counts
   where the weight is above 0. */
void clip_weights_by_rule(size_t agents, const double *weights, const size_t *ages, clip_rule rule,
                          double *clip_weights);

/* Divides every row by its sum. */
void rescale_rows(size_t agents, double *weights);

/* x(t+1) = P x(t) + sum_tau Q_tau (x(t-tau) - eta tau g(t-tau)) - eta g(t), for lambda = 0. */
typedef struct mixing {
    size_t agents;
    double *P;          /* weights of what is heard now */
    double *Q;          /* weights of what is heard late: Q_tau(i,k) = Q(i,k) if age(i,k) = tau */
    size_t *age;        /* counts where Q is above 0 */
    double *M;          /* P + sum_tau Q_tau: row-stochastic */
    double *T;          /* sum_tau tau Q_tau */
    size_t longest_age; /* over all Q above 0; 0 if there is none */
} mixing;

/* theta: one per agent. Rows are used as given. */
mixing *mixing_new(size_t agents, const double *weights, const double *clip_weights,
                   const size_t *ages, const double *theta);

/* The same from the settings of a network: rows are rescaled first, so that they sum to one
   exactly, and then clipped by the rule, or by the given clip weights for CLIP_GIVEN. */
mixing *mixing_rescaled(size_t agents, const double *weights, clip_rule rule, const double *given,
                        const size_t *ages, const double *theta);
void mixing_free(mixing *self);

/* class_of[i] becomes the number of agent i's class: of those that it hears of, directly or through
   others, and that hear of it. Classes are numbered 0 .. count-1; returns the count. */
size_t mixing_classes(const mixing *self, size_t *class_of);

/* Does averaging converge, to the same limit for everybody? Assumption (M) in its sharp form: the
   graph of M has one closed class, and the lengths of its cycles, a link counting 1 + age, have no
   common divisor above 1. */
typedef enum convergence { CONVERGES, SEVERAL_CLASSES, PERIODIC } convergence;

typedef struct convergence_verdict {
    convergence kind;
    size_t agent, other; /* of the closed class; of another one if there are several */
    size_t period;       /* of the closed class of `agent` */
    bool *in_class;      /* agents: is it in the closed class of `agent`? */
} convergence_verdict;

convergence_verdict mixing_converges(const mixing *self);
void convergence_verdict_free(convergence_verdict *self);

/* Refuses where averaging does not converge; `key` begins the message. */
void mixing_need_convergence(const mixing *self, const char *key);

#endif
