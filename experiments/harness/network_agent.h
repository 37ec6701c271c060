/* For network.c: what the network keeps, and one agent's step. */
#ifndef NETWORK_AGENT_H
#define NETWORK_AGENT_H

#include "../../include/pcasgd.h"
#include "network.h"
#include "team.h"

typedef struct agent {
    double theta;
    bool has_stale;
    size_t steps;           /* done so far */
    size_t first, links;    /* its row in the network's senders and weights; entry 0 is itself */
    pcasgd_history history; /* if lambda > 0: over `past` */
} agent;

/* Where one thread makes the steps of its agents: nothing here outlives the step of one. */
typedef struct workspace {
    pcasgd_neighbour *row; /* longest row */
    network_message *seen; /* longest row: what a rule sees, if there is one */
    long *message;         /* longest row: numbers of the messages used */
    size_t *age;           /* longest row */
    real *moves;           /* slots x n: S over so many steps, if lambda > 0 */
    size_t *moves_made;    /* slots: the turn in which it was made */
    size_t turn;           /* how many steps were made here */
    real *other;           /* n: the candidate not taken, or what a rule decides */
} workspace;

/* Agents keep what they sent in a ring: message m is in slot m % slots, slots never written hold
   the start. The ring of x is also the agent's own history, since it sends its x at every step. */
struct network {
    size_t agents, n, slots, slots_g; /* slots_g: 1 if nobody reads the gradient of a message */
    network_settings settings;
    double *theta, *gradient_scale; /* own copies of the settings' arrays */
    size_t parts, *part;
    agent *agent;
    size_t *sender;                /* rows of all agents, one after another */
    double *weight, *clip_weights; /* the same; clip_weights: CLIP_GIVEN only */
    size_t longest_row;
    real *x;            /* agents x n: parameters now */
    long *sent;         /* agents: number of the newest message; -1: none yet */
    real *past;         /* agents x past_length: ring of x, slots x n, then the history's sums */
    size_t past_length; /* of one agent */
    real *sent_g;       /* agents x slots_g x n */
    size_t entries;     /* of all rows together */
    double *note, *sent_note; /* agents x notes, agents x slots x notes */
    real *state, *sent_state; /* agents x states x n, agents x slots x states_sent x n */
    size_t *other_end;        /* entries: that of the same link in the sender's row */
    real *account;            /* entries x n */
    real *sent_account;       /* slots x entries x n */
    workspace *space;   /* one per thread */
    team *team;
    double time;
};

/* Stops the program at an error of the header. */
void agent_check(int status, const char *what, size_t agent_index, size_t step);

/* The step of agent i, into its x; message and age: see network_move(). */
void agent_step(network *net, workspace *space, size_t i, const long *message, const size_t *age);

/* The newest gradient of agent i. */
real *agent_g(const network *net, size_t i);

#endif
