#include "delay.h"

#include "support.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const delay_kinds[] = {"none", "constant", "uniform", "slow", "bridges", "file", NULL};

enum { LONGEST_AGE = 1000000 };

struct delay {
    size_t agents;
    size_t *limit; /* agents x agents: the age of the link, or the oldest that is drawn */
    size_t *age;   /* agents x agents: at the current step; before the first: limit */
    gsl_rng **rng; /* agents: one stream per receiver; NULL if ages are constant */
    gsl_rng *now;  /* the draws of one receiver at one step, seeded from its stream */
};

static bool entry_ends(FILE *file)
{
    int c = fgetc(file);
    ungetc(c, file);
    return c == EOF || c == '#' || isspace(c);
}

static void read_ages(delay *self, const char *path)
{
    FILE *file = fopen(path, "r");
    size_t count = 0, wanted = self->agents * self->agents;
    int c;
    if (!file) {
        refuse("age file %s: %s", path, strerror(errno));
    }
    while ((c = fgetc(file)) != EOF) {
        long age;
        if (c == '#') {
            while ((c = fgetc(file)) != EOF && c != '\n') {
            }
        } else if (!isspace(c)) {
            size_t i = count / self->agents, k = count % self->agents;
            ungetc(c, file);
            if (fscanf(file, "%ld", &age) != 1 || age < 0 || age > LONGEST_AGE || count >= wanted ||
                (i == k && age != 0) || !entry_ends(file)) {
                refuse("age file %s, entry %zu: expected %zu x %zu integers from 0 to %d, 0 on the "
                       "diagonal", path, count, self->agents, self->agents, LONGEST_AGE);
            }
            self->limit[count++] = (size_t)age;
        }
    }
    if (ferror(file)) {
        refuse("age file %s: %s", path, strerror(errno));
    }
    if (count != wanted) {
        refuse("age file %s: %zu entries, expected %zu x %zu", path, count, self->agents,
               self->agents);
    }
    fclose(file);
}

static bool is_stale(const char *kind, const graph *net, size_t i, size_t k)
{
    if (i == k || strcmp(kind, "none") == 0) {
        return false;
    }
    if (strcmp(kind, "slow") == 0) {
        return k == net->agents - 1;
    }
    return strcmp(kind, "bridges") != 0 || graph_is_bridge(net, i, k);
}

static bool is_known(const char *kind)
{
    size_t j;
    for (j = 0; delay_kinds[j]; j++) {
        if (strcmp(kind, delay_kinds[j]) == 0) {
            return true;
        }
    }
    return false;
}

delay *delay_new(const char *kind, const graph *net, size_t age, const char *path,
                 unsigned long seed)
{
    delay *self = allocate(1, sizeof *self);
    size_t n = net->agents, i, k;
    if (!is_known(kind) || (strcmp(kind, "file") == 0 && !path)) {
        refuse("ages: unknown kind \"%s\", or kind \"file\" without a file", kind);
    }
    self->agents = n;
    self->limit = allocate(n * n, sizeof *self->limit);
    self->age = allocate(n * n, sizeof *self->age);
    if (strcmp(kind, "file") == 0) {
        read_ages(self, path);
    } else {
        for (i = 0; i < n; i++) {
            for (k = 0; k < n; k++) {
                self->limit[i * n + k] = is_stale(kind, net, i, k) ? age : 0;
            }
        }
    }
    memcpy(self->age, self->limit, n * n * sizeof *self->age);
    if (strcmp(kind, "uniform") == 0) {
        self->now = rng_new(seed, 0, RNG_AGE);
        self->rng = allocate(n, sizeof *self->rng);
        for (i = 0; i < n; i++) {
            self->rng[i] = rng_new(seed, i, RNG_AGE);
        }
    }
    return self;
}

void delay_free(delay *self)
{
    size_t i;
    for (i = 0; self->rng && i < self->agents; i++) {
        gsl_rng_free(self->rng[i]);
    }
    gsl_rng_free(self->now);
    free(self->rng);
    free(self->limit);
    free(self->age);
    free(self);
}

/* A receiver takes one number per step from its stream, however many agents there are, so that
   another agent shifts nobody's draws. */
const size_t *delay_next(delay *self)
{
    size_t n = self->agents, i, k;
    for (i = 0; self->rng && i < n; i++) {
        gsl_rng_set(self->now, gsl_rng_get(self->rng[i]));
        for (k = 0; k < n; k++) {
            size_t *age = &self->age[i * n + k];
            size_t drawn = gsl_rng_uniform_int(self->now, self->limit[i * n + k] + 1);
            *age = drawn > *age + 1 ? *age + 1 : drawn;
        }
    }
    return self->age;
}

size_t delay_longest(const delay *self)
{
    size_t longest = 0, j;
    for (j = 0; j < self->agents * self->agents; j++) {
        longest = self->limit[j] > longest ? self->limit[j] : longest;
    }
    return longest;
}
