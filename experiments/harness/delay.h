/* Ages: how old the message is that agent i uses from agent k, at every step. */
#ifndef DELAY_H
#define DELAY_H

#include "graph.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct delay delay;

/* The names delay_new() knows, ended by NULL. */
extern const char *const delay_kinds[]; /* none, constant, uniform, slow, bridges, file */

/* none       every message is fresh
   constant   every message has age `age`
   uniform    every step and link draws an age from 0 .. `age`; a receiver keeps the newest message
              that it has, so that an age is at most one more than at the step before
   slow       messages of one agent, the last, have age `age`, all others are fresh
   bridges    messages between the two halves of the agents have age `age`, all others are fresh
   file       the constant ages in the text file `path`: agents rows of agents integers, row i the
              ages at which agent i hears each agent, 0 on the diagonal; # begins a comment

   Refused, with one line: an unknown kind, a bad or unreadable file. */
delay *delay_new(const char *kind, const graph *net, size_t age, const char *path,
                 unsigned long seed);
void delay_free(delay *self);

/* The ages of the next step: agents x agents, valid until the next call. */
const size_t *delay_next(delay *self);

/* The oldest age that can occur. */
size_t delay_longest(const delay *self);

#endif
