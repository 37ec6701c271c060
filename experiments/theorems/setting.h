/* A setting: who hears whom, how late, with which weights and theta; and all constants of the
   theory that follow from that alone. Every check of a statement runs in one or more settings. */
#ifndef SETTING_H
#define SETTING_H

#include "averages.h"
#include "responses.h"
#include "weights.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct setting {
    const char *name;
    size_t agents;
    double *weights, *clip_weights; /* agents x agents */
    size_t *ages;                   /* agents x agents */
    double *theta;                  /* agents */
    bool forecast;                  /* false: stale mixing, late messages are used as they are */
    mixing *mixing;
    bool converges;      /* (M); without it the rest is empty */
    averages average;    /* p, D, pi0, q */
    responses response;  /* S, R, SK, Sq, Rq */
    const double *share; /* agents: weights of the gradients in a step of the virtual average: q */
    double step;         /* share of eta that it moves by: 1 with forecasts */
} setting;

/* The names setting_new() knows, ended by NULL. All have 8 agents on a ring with two chords (0-4
   and 2-6) and Metropolis-Hastings weights:
   none     nothing is late
   links    the links 0-1, 2-3 and 4-5 are late in both directions
   slow     agents 0 and 4 are heard late by everybody
   mixed    links, with ages age, age/2 and 2 age, and the clip rule "renormalise"
   cut      the links 3-4, 7-0, 0-4 and 2-6 are late: what is fresh falls into two halves
   oneway   everybody hears agent 0 late, agent 0 hears everybody fresh; directed weights, not
            doubly stochastic */
extern const char *const setting_names[];

setting *setting_new(const char *name, size_t age, double theta);

/* Stale mixing in the same network: theta 1, no forecast. By Corollary 1 it is SGD on F_p with the
   step eta/(1+D): share is p, S, R, Sq and Rq are those of (1+D) K, and step is 1/(1+D), so that
   the statements that hold for both read the same. (q is what Lemma 1 says, as ever.) */
setting *setting_stale_mixing(const char *name, size_t age);

/* Any other: arrays are copied, clip weights by the rule. */
setting *setting_from(const char *name, size_t agents, const double *weights, const size_t *ages,
                      const double *theta, clip_rule rule, bool forecast);
void setting_free(setting *self);

#endif
