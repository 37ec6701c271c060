#include "graph_join.h"

#include "support.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const graph_kinds[] = {"full",        "ring",        "star",        "path",
                                   "torus",       "clusters",    "cliques",     "exponential",
                                   "erdos-renyi", "small-world", "file",        NULL};

/* small-world: neighbours on each side of the ring, and the share of links that are moved */
enum { WORLD_REACH = 2 };
static const double world_moved = 0.1;

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

static void join_everybody(graph *self)
{
    join_all(self, 0, self->agents);
}

static void join_star(graph *self)
{
    size_t i;
    for (i = 1; i < self->agents; i++) {
        join(self, 0, i);
    }
}

static void join_path(graph *self)
{
    size_t i;
    for (i = 0; i + 1 < self->agents; i++) {
        join(self, i, i + 1);
    }
}

static void join_ring(graph *self)
{
    join_path(self);
    join(self, 0, self->agents - 1);
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

static void join_cliques(graph *self)
{
    size_t n = self->agents, cliques = 1, q;
    while ((cliques + 1) * (cliques + 1) <= n) {
        cliques++;
    }
    for (q = 0; q < cliques; q++) {
        size_t end = (q + 1) * n / cliques;
        join_all(self, q * n / cliques, end);
        join(self, end - 1, end % n);
    }
}

static void join_exponential(graph *self)
{
    size_t i, step;
    for (step = 1; step < self->agents; step *= 2) {
        for (i = 0; i < self->agents; i++) {
            join(self, i, (i + step) % self->agents);
        }
    }
}

bool graph_is_connected(const graph *self)
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

static void join_pairs_at_random(graph *self, gsl_rng *rng)
{
    double n = (double)self->agents, probability = fmin(1, 2 * log(n) / n);
    size_t i, j;
    for (i = 0; i < self->agents; i++) {
        for (j = i + 1; j < self->agents; j++) {
            if (gsl_rng_uniform(rng) < probability) {
                join(self, i, j);
            }
        }
    }
}

/* Moves the far end of the link i - j to somebody whom i has no link with, if there is anybody. */
static void move_link(graph *self, size_t i, size_t j, gsl_rng *rng)
{
    size_t n = self->agents, others = 0, k;
    for (k = 0; k < n; k++) {
        others += k != i && !self->edge[i * n + k];
    }
    if (others > 0) {
        size_t chosen = gsl_rng_uniform_int(rng, others);
        self->edge[i * n + j] = self->edge[j * n + i] = false;
        for (k = 0; k == i || k == j || self->edge[i * n + k] || chosen-- > 0; k++) {
        }
        join(self, i, k);
    }
}

static void join_small_world(graph *self, gsl_rng *rng)
{
    size_t n = self->agents, i, d;
    for (i = 0; i < n; i++) {
        for (d = 1; d <= WORLD_REACH; d++) {
            join(self, i, (i + d) % n);
        }
    }
    for (d = 1; d <= WORLD_REACH; d++) {
        for (i = 0; i < n; i++) {
            if (gsl_rng_uniform(rng) < world_moved && self->edge[i * n + (i + d) % n]) {
                move_link(self, i, (i + d) % n, rng);
            }
        }
    }
}

static void join_until_connected(graph *self, unsigned long seed,
                                 void (*draw)(graph *self, gsl_rng *rng))
{
    gsl_rng *rng = rng_new(seed, 0, RNG_GRAPH);
    do {
        memset(self->edge, 0, self->agents * self->agents * sizeof *self->edge);
        draw(self, rng);
    } while (!graph_is_connected(self));
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

void graph_join(graph *self, const char *kind, const char *path, unsigned long seed)
{
    static const struct {
        const char *kind;
        void (*join_agents)(graph *self);
    } fixed[] = {{"full", join_everybody},  {"ring", join_ring},   {"star", join_star},
                 {"path", join_path},       {"torus", join_torus}, {"clusters", join_clusters},
                 {"cliques", join_cliques}, {"exponential", join_exponential}};
    size_t j;
    for (j = 0; j < sizeof fixed / sizeof *fixed; j++) {
        if (strcmp(kind, fixed[j].kind) == 0) {
            fixed[j].join_agents(self);
            return;
        }
    }
    if (strcmp(kind, "erdos-renyi") == 0) {
        join_until_connected(self, seed, join_pairs_at_random);
    } else if (strcmp(kind, "small-world") == 0) {
        join_until_connected(self, seed, join_small_world);
    } else if (strcmp(kind, "file") == 0 && path) {
        join_from_file(self, path);
    } else {
        refuse("graph: unknown kind \"%s\", or kind \"file\" without a file", kind);
    }
}
