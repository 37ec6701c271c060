#include "graph.h"

#include "../../include/pcasgd.h"
#include "graph_join.h"
#include "support.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void set_weights(graph *self)
{
    size_t n = self->agents, i, j, m;
    size_t *degree = allocate(n, sizeof *degree), *of_row = allocate(n, sizeof *of_row);
    size_t *agent = allocate(n, sizeof *agent);
    pcasgd_neighbour *row = allocate(n, sizeof *row);
    for (i = 0; i < n; i++) {
        for (j = 0; j < n; j++) {
            degree[i] += self->edge[i * n + j];
        }
    }
    for (i = 0; i < n; i++) {
        int status;
        agent[0] = i;
        of_row[0] = degree[i];
        for (j = 0, m = 1; j < n; j++) {
            if (self->edge[i * n + j]) {
                agent[m] = j;
                of_row[m++] = degree[j];
            }
        }
        status = pcasgd_metropolis(m, row, of_row);
        if (status != PCASGD_OK) {
            FAIL("weights of agent %zu: %s", i, pcasgd_strerror(status));
        }
        for (j = 0; j < m; j++) {
            self->weights[i * n + agent[j]] = row[j].w;
        }
    }
    free(degree);
    free(of_row);
    free(agent);
    free(row);
}

graph *graph_new(const char *kind, size_t agents, const char *path, unsigned long seed)
{
    graph *self = allocate(1, sizeof *self);
    self->agents = agents;
    self->edge = allocate(agents * agents, sizeof *self->edge);
    self->weights = allocate_reals(agents * agents);
    graph_join(self, kind, path, seed);
    if (!graph_is_connected(self)) {
        refuse("graph %s with %zu agents is not connected", kind, agents);
    }
    set_weights(self);
    return self;
}

void graph_free(graph *self)
{
    free(self->edge);
    free(self->weights);
    free(self);
}

double graph_spectral_gap(const graph *self)
{
    size_t n = self->agents, i, largest = 0;
    gsl_matrix *w = gsl_matrix_alloc(n, n);
    gsl_vector *eigenvalue = gsl_vector_alloc(n);
    gsl_eigen_symm_workspace *space = gsl_eigen_symm_alloc(n);
    double second = 0;
    memcpy(w->data, self->weights, n * n * sizeof *self->weights);
    gsl_eigen_symm(w, eigenvalue, space);
    largest = gsl_vector_max_index(eigenvalue);
    for (i = 0; i < n; i++) {
        if (i != largest) {
            second = fmax(second, fabs(gsl_vector_get(eigenvalue, i)));
        }
    }
    gsl_eigen_symm_free(space);
    gsl_vector_free(eigenvalue);
    gsl_matrix_free(w);
    return 1 - second;
}

bool graph_is_bridge(const graph *self, size_t i, size_t j)
{
    size_t half = self->agents / 2;
    return (i < half) != (j < half);
}
