#include "cases.h"

#include "../harness/support.h"

#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

const char *const case_families[] = {"quadratic", "quadratic-shared", "quadratic-ill",
                                     "logistic",  "logistic-convex",  "least-squares",
                                     "wells",     NULL};
const char *const case_graphs[] = {"ring",        "clusters",    "star",    "torus",
                                   "exponential", "erdos-renyi", "cliques", NULL};
const char *const case_ages[] = {"none",      "constant", "uniform", "geometric", "bursts",
                                 "slow",      "classes",  "bridges", "straggler", "lognormal",
                                 NULL};
const char *const case_halves[] = {"open", "held", NULL};

static const double noises[] = {0, 1, 3}, spreads[] = {0, 0.3, 1.5};

enum { LEVELS = 3, SEEDS_APART = 1000 };
enum { LEAST_AGENTS = 8, MOST_AGENTS = 12, LEAST_N = 5, MOST_N = 8 };

/* From which ages one is drawn, in the order of case_ages. */
static const size_t age_range[][2] = {{0, 0},  {1, 8},  {4, 16}, {2, 5},  {4, 12},
                                      {4, 20}, {4, 12}, {4, 20}, {4, 20}, {2, 8}};

static size_t count_of(const char *const *names)
{
    size_t count = 0;
    while (names[count]) {
        count++;
    }
    return count;
}

/* Every level as often as any other, in random order, into: CASES_IN_HALF. */
static void deal(size_t levels, gsl_rng *rng, size_t *into)
{
    size_t j;
    for (j = 0; j < CASES_IN_HALF; j++) {
        into[j] = j % levels;
    }
    gsl_ran_shuffle(rng, into, CASES_IN_HALF, sizeof *into);
}

static size_t between(gsl_rng *rng, size_t least, size_t most)
{
    return least + gsl_rng_uniform_int(rng, most - least + 1);
}

static void name_case(const char *half, size_t index, contest_case *self)
{
    snprintf(self->name, CASE_NAME, "%s %zu: %s %s %s %zu noise %g spread %g", half, index + 1,
             self->family, self->graph, self->ages, self->age, self->noise, self->spread);
}

void cases_make(const char *half, unsigned long base, contest_case *into)
{
    unsigned long seed = 2 * base - (strcmp(half, "open") == 0);
    gsl_rng *rng = rng_new(seed, 0, RNG_CHOICE);
    size_t family[CASES_IN_HALF], graph[CASES_IN_HALF], ages[CASES_IN_HALF];
    size_t noise[CASES_IN_HALF], spread[CASES_IN_HALF], j;
    deal(count_of(case_families), rng, family);
    deal(count_of(case_graphs), rng, graph);
    deal(count_of(case_ages), rng, ages);
    deal(LEVELS, rng, noise);
    deal(LEVELS, rng, spread);
    for (j = 0; j < CASES_IN_HALF; j++) {
        const size_t *range = age_range[ages[j]];
        into[j] = (contest_case){.family = case_families[family[j]],
                                 .graph = case_graphs[graph[j]],
                                 .ages = case_ages[ages[j]],
                                 .noise = noises[noise[j]],
                                 .spread = spreads[spread[j]],
                                 .seed = seed * SEEDS_APART + j};
        into[j].age = between(rng, range[0], range[1]);
        into[j].agents = between(rng, LEAST_AGENTS, MOST_AGENTS);
        into[j].n = between(rng, LEAST_N, MOST_N);
        name_case(half, j, &into[j]);
    }
    gsl_rng_free(rng);
}

bool case_has_clock(const contest_case *self)
{
    return strcmp(self->ages, "straggler") == 0 || strcmp(self->ages, "lognormal") == 0;
}
