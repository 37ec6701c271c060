/* Regular graphs over ranks, found by every rank for itself: all weights are 1/(degree + 1). */
#ifndef MPI_LINKS_H
#define MPI_LINKS_H

#include <stddef.h>

/* full          everybody with everybody
   ring          ranks at distance 1, the last with the first
   exponential   ranks at distances 1, 2, 4, 8, ... on the ring */
extern const char *const link_kinds[];

/* The neighbours of a rank in ascending order, into neighbour: ranks - 1 at most; their number. */
size_t links_find(const char *kind, int rank, int ranks, int *neighbour);

#endif
