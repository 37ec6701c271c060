/* Ages: how old the message is that agent i uses from agent k, at every step. */
#ifndef DELAY_H
#define DELAY_H

#include "graph.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct delay delay;

/* The names delay_new() knows, ended by NULL. */
extern const char *const delay_kinds[];

/* none         every message is fresh
   constant     every message has age `age`
   uniform      every step and link draws an age from 0 .. `age`; a receiver keeps the newest
                message that it has, so that an age is at most one more than at the step before
   geometric    at every step and link a fresh message comes with probability 1/(1 + `age`), else
                the message there is one step older: ages are geometric with mean `age`. At age
                20*`age`, which one in e^20 reaches, a fresh one always comes
   slow         messages of one agent, the last, have age `age`, all others are fresh
   classes      agent k is of speed class k mod 3; messages of class 0 are fresh, those of class 1
                have age `age`/2, rounded up, those of class 2 age `age`
   bridges      messages between the two halves of the agents have age `age`, all others are fresh
   bursts       links are fresh or in a burst, in which no message arrives and the last one grows
                older. At every step a burst begins with probability 1/10 and ends with probability
                1/`age`: it lasts `age` steps on average (at most 20*`age`), which is also the mean
                age in it; the share of steps in bursts is `age`/(`age` + 10)
   adversarial  every message is held back and used again as long as the bound `age` allows, on all
                links at the same time: ages 0, 1, .. `age`, 0, 1, .. Nothing older may be used, and
                nobody ever hears news that others have not heard. `constant` is the other extreme
                under the same bound: always the oldest message allowed
   file         the constant ages in the text file `path`: agents rows of agents integers, row i the
                ages at which agent i hears each agent, 0 on the diagonal; # begins a comment
   trace        the ages in the text file `path`, such blocks of agents x agents integers one after
                another, one for every step; after the last the first follows. A real run can write
                it: at its step t agent i notes, for every k, t minus the step at which the message
                of k that it uses was sent; rows by agent, blocks by step

   Refused, with one line: an unknown kind, a bad or unreadable file, an age above 1000000 (above
   50000 for geometric and bursts). */
delay *delay_new(const char *kind, const graph *net, size_t age, const char *path,
                 unsigned long seed);
void delay_free(delay *self);

/* The ages of the next step: agents x agents, valid until the next call. */
const size_t *delay_next(delay *self);

/* The oldest age that can occur. */
size_t delay_longest(const delay *self);

/* Are the ages the same at every step? */
bool delay_is_constant(const delay *self);

/* The long-run mean of every age, into mean: agents x agents; exact for constant and periodic ages,
   for random ones the mean over the next 10000 steps. Does not move the state on. */
void delay_mean_ages(const delay *self, double *mean);

#endif
