/* For graph.c: the links of every kind of graph. */
#ifndef GRAPH_JOIN_H
#define GRAPH_JOIN_H

#include "graph.h"

/* Adds the links of this kind to agents without links; refuses as graph_new() does. */
void graph_join(graph *self, const char *kind, const char *path, unsigned long seed);

bool graph_is_connected(const graph *self);

#endif
