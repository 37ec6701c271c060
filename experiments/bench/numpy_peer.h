/* The simulator in NumPy and SciPy, in a process of its own that waits for commands, so that it can
   be timed in turns with others. */
#ifndef NUMPY_PEER_H
#define NUMPY_PEER_H

#include "simulated.h"

typedef struct numpy_peer numpy_peer;

/* scripts: folder of simulator_numpy.py. NULL if NumPy or SciPy is not there. */
numpy_peer *numpy_peer_new(const simulated *problem, const char *scripts);
void numpy_peer_free(numpy_peer *self);

/* Returns the seconds of processor time that they took. */
double numpy_peer_steps(numpy_peer *self, size_t steps);

/* The parameters of all agents, into x. */
void numpy_peer_x(numpy_peer *self, double *x);

#endif
