#include "graph.h"

#include "../../include/pcasgd.h"
#include "support.h"

#include <errno.h>
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const graph_kinds[] = {"full", "ring",     "star",        "path", "torus",
                                   "clusters", "erdos-renyi", "file", NULL};

static void join(graph *self, size_t i, size_t j)
{
    if (i != j) {
        self->edge[i * self->agents + j] = true;
        self->edge[j * self->agents + i] = true;
    }
}

static void join_all(graph *self, size_t first, size_t end)
{
    size_t i, j;
    for (i = first; i < end; i++) {
        for (j = i + 1; j < end; j++) {
            join(self, i, j);
        }
    }
}

static void join_path(graph *self)
{
    size_t i;
    for (i = 0; i + 1 < self->agents; i++) {
        join(self, i, i + 1);
    }
}

static void join_torus(graph *self)
{
    size_t a = 1, b, d, i;
    for (d = 1; d * d <= self->agents; d++) {
        a = self->agents % d == 0 ? d : a;
    }
    b = self->agents / a;
    for (i = 0; i < self->agents; i++) {
        join(self, i, i / b * b + (i % b + 1) % b);
        join(self, i, (i + b) % self->agents);
    }
}

static void join_clusters(graph *self)
{
    size_t half = self->agents / 2, i;
    join_all(self, 0, half);
    join_all(self, half, self->agents);
    for (i = 0; i < half; i++) {
        join(self, i, i + half);
    }
}

static bool is_connected(const graph *self)
{
    size_t n = self->agents, reached = 1, next = 0, j;
    size_t *queue = allocate(n, sizeof *queue);
    bool *seen = allocate(n, sizeof *seen);
    seen[0] = true;
    while (next < reached) {
        size_t i = queue[next++];
        for (j = 0; j < n; j++) {
            if (self->edge[i * n + j] && !seen[j]) {
                seen[j] = true;
                queue[reached++] = j;
            }
        }
    }
    free(queue);
    free(seen);
    return reached == n;
}

static void join_random(graph *self, unsigned long seed)
{
    gsl_rng *rng = rng_new(seed, 0, RNG_GRAPH);
    double n = (double)self->agents, probability = fmin(1, 2 * log(n) / n);
    size_t i, j;
    do {
        memset(self->edge, 0, self->agents * self->agents * sizeof *self->edge);
        for (i = 0; i < self->agents; i++) {
            for (j = i + 1; j < self->agents; j++) {
                if (gsl_rng_uniform(rng) < probability) {
                    join(self, i, j);
                }
            }
        }
    } while (!is_connected(self));
    gsl_rng_free(rng);
}

static void join_from_file(graph *self, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t number = 0, size = 0;
    if (!file) {
        refuse("graph file %s: %s", path, strerror(errno));
    }
    while (getline(&line, &size, file) >= 0) {
        long i, j;
        int used = 0;
        number++;
        line[strcspn(line, "#\n")] = '\0';
        if (line[strspn(line, " \t\r")] == '\0') {
            continue;
        }
        if (sscanf(line, "%ld %ld %n", &i, &j, &used) < 2 || line[used] != '\0' || i < 0 || j < 0 ||
            (size_t)i >= self->agents || (size_t)j >= self->agents || i == j) {
            refuse("graph file %s, line %zu: expected two different agents \"i j\", 0 to %zu", path,
                   number, self->agents - 1);
        }
        join(self, (size_t)i, (size_t)j);
    }
    if (ferror(file)) {
        refuse("graph file %s: %s", path, strerror(errno));
    }
    free(line);
    fclose(file);
}

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
    if (strcmp(kind, "full") == 0) {
        join_all(self, 0, agents);
    } else if (strcmp(kind, "ring") == 0) {
        join_path(self);
        join(self, 0, agents - 1);
    } else if (strcmp(kind, "star") == 0) {
        for (size_t i = 1; i < agents; i++) {
            join(self, 0, i);
        }
    } else if (strcmp(kind, "path") == 0) {
        join_path(self);
    } else if (strcmp(kind, "torus") == 0) {
        join_torus(self);
    } else if (strcmp(kind, "clusters") == 0) {
        join_clusters(self);
    } else if (strcmp(kind, "erdos-renyi") == 0) {
        join_random(self, seed);
    } else if (strcmp(kind, "file") == 0 && path) {
        join_from_file(self, path);
    } else {
        refuse("graph: unknown kind \"%s\", or kind \"file\" without a file", kind);
    }
    if (!is_connected(self)) {
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
