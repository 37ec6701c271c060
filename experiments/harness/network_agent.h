/* For network.c: one agent, its row of messages and its step. */
#ifndef NETWORK_AGENT_H
#define NETWORK_AGENT_H

#include "../../include/pcasgd.h"
#include "network.h"

/* What one agent has sent: a ring of messages, number m in slot m % slots. Slots that were never
   written hold the start: x0 and gradient 0. */
typedef struct mailbox {
    real *x, *g; /* slots x n */
    long sent;   /* number of the newest message; -1: none yet */
} mailbox;

typedef struct agent {
    real *x, *next, *other; /* n: parameters, the next ones, the candidate not taken */
    real *g;                /* n: own gradient */
    double theta;
    bool has_stale;
    size_t steps;           /* done so far */
    size_t links;           /* entries of the row; entry 0 is the agent itself */
    size_t *sender;         /* links */
    pcasgd_neighbour *row;  /* links */
    double *clip_weights;   /* links, CLIP_GIVEN only */
    network_message *seen;  /* links: what a rule sees, if there is one */
    real *moves;            /* links x n: S of each stale neighbour, if lambda > 0 */
    pcasgd_history history;
    real *history_memory;
} agent;

struct network {
    size_t agents, n, slots, links; /* links: of all agents, themselves not counted */
    network_settings settings;
    double *theta, *gradient_scale; /* own copies of the settings' arrays */
    size_t parts, *part;
    mailbox *sent;
    agent *agent;
    size_t *age;   /* links: of one step of all agents */
    long *message; /* links of one agent */
    double time;
};

/* Stops the program at an error of the header. */
void agent_check(int status, const char *what, size_t agent_index, size_t step);

/* The agent's step into a->next; message and age: see network_move(). */
void agent_step(network *net, size_t i, const long *message, const size_t *age);

#endif
