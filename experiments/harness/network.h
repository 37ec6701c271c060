/* The network: N agents with one clock, what they send, and the step of each.
   Agents know each other only by messages (x, g, step at which it was sent); nobody reads another
   agent's live state. This is the one file of the laboratory that runs the header's step. */
#ifndef NETWORK_H
#define NETWORK_H

#include "real.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum theta_rule { THETA_CONSTANT, THETA_RAMP, THETA_PRACTICAL } theta_rule;
typedef enum clip_rule { CLIP_TO_SELF, CLIP_RENORMALISE, CLIP_GIVEN } clip_rule;

typedef struct network_settings {
    double eta;                   /* step size */
    double lambda;                /* strength of the second-order part of the forecast */
    size_t reliable_age;          /* messages up to this age are reliable */
    bool forecast;                /* false: stale messages are used as they are */
    theta_rule theta_rule;
    const double *theta;          /* agents: constant theta, or where the ramp begins */
    double theta_last;            /* THETA_RAMP: where the ramp ends */
    size_t theta_steps;           /* THETA_RAMP: after how many steps */
    clip_rule clip_rule;
    const double *clip_weights;   /* agents x agents, CLIP_GIVEN only */
    const double *gradient_scale; /* agents: agent k's gradients are multiplied by it; NULL: 1 */
    size_t parts;                 /* parameter arrays that x consists of; 0: one of n */
    const size_t *part;           /* parts: their lengths, together n */
} network_settings;

typedef struct network network;

/* The gradient of agent `agent` at x, into g. */
typedef void gradient_function(void *context, size_t agent, const real *x, real *g);

/* weights: agents x agents, row i belongs to agent i, rows sum to one; x0: agents x n. Everything
   is copied. Messages may be up to longest_age steps old. */
network *network_new(size_t agents, size_t n, const double *weights, const real *x0,
                     size_t longest_age, const network_settings *settings);
void network_free(network *net);

/* One step of all agents: gradients, messages, steps. ages: agents x agents, entry (i,k) the age of
   the message of agent k that agent i uses now, at most longest_age; read where the weight is
   above 0. Before step 0 every agent was at its x0, with gradient 0. */
void network_step(network *net, gradient_function *gradient, void *context, const size_t *ages);

/* theta of every agent from the next step on, for THETA_CONSTANT. theta: agents, copied. */
void network_set_theta(network *net, const double *theta);

const real *network_x(const network *net, size_t agent);   /* n: parameters now */
const real *network_g(const network *net, size_t agent);   /* n: gradient of the last step */
double network_theta(const network *net, size_t agent);    /* theta of the last step */
bool network_has_stale(const network *net, size_t agent);  /* had it an unreliable neighbour? */

#endif
