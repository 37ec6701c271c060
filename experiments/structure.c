/* structure SCENARIO.json: the quantities of docs/theory.md for a scenario, as one JSON object. */
#include "harness/scenario.h"
#include "harness/support.h"
#include "theorems/averages.h"
#include "theorems/responses.h"
#include "theorems/spectrum.h"
#include "theorems/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is computed within about a minute; a scenario that asks for more is refused. */
enum { LONGEST_AGE = 1000, MOST_STATES = 2100 };
static const double MOST_ENTRIES = 5e7, MOST_OPERATIONS = 2e10;

static void check_ages(const mixing *weights, bool with_radius)
{
    size_t N = weights->agents, at, states = spectrum_states(weights);
    for (at = 0; at < N * N; at++) {
        if (weights->age[at] > LONGEST_AGE) {
            refuse("ages: row %zu, entry %zu is %zu, structure allows up to %d", at / N, at % N,
                   weights->age[at], LONGEST_AGE);
        }
    }
    if ((double)(N * N) * (double)(weights->longest_age + 1) > MOST_ENTRIES) {
        refuse("ages: up to %zu among %zu agents are too much for structure, allowed is "
               "agents^2 * (age + 1) up to %g", weights->longest_age, N, MOST_ENTRIES);
    }
    if (with_radius && states > MOST_STATES) {
        refuse("ages: with ages up to %zu, A(h) has a part of %zu rows, structure allows up to %d "
               "(leave h out)", weights->longest_age, states, MOST_STATES);
    }
}

static responses find_responses(const mixing *weights, const averages *average)
{
    double pairs = (double)(weights->agents * weights->agents);
    double steps = MOST_OPERATIONS / (4 * pairs * (double)weights->agents);
    responses sums = responses_new(weights, average, (size_t)ceil(steps));
    if (!sums.settled) {
        responses_free(&sums);
        refuse("ages: with these ages and weights the agents agree too slowly for structure (given "
               "up after %zu steps)", sums.steps);
    }
    return sums;
}

static double *find_radii(const scenario *s, const mixing *weights)
{
    double *rho = allocate_reals(s->h_count);
    size_t i;
    for (i = 0; i < s->h_count; i++) {
        rho[i] = spectral_radius(weights, s->eta * s->h[i]);
        if (!isfinite(rho[i])) {
            free(rho);
            refuse("h: entry %zu is %.12g, A(h) overflows", i, s->h[i]);
        }
    }
    return rho;
}

static void print_list(const char *name, const double *values, size_t count)
{
    size_t i;
    printf("\"%s\": [", name);
    for (i = 0; i < count; i++) {
        printf("%s%.17g", i > 0 ? ", " : "", values[i]);
    }
    printf("],\n ");
}

/* JSON objects have every key once, a scenario may name an h twice. */
static void print_radii(const scenario *s, const double *rho)
{
    char key[32], earlier[32];
    size_t i, j;
    printf("\"rho\": {");
    for (i = 0; i < s->h_count; i++) {
        snprintf(key, sizeof key, "%.17g", s->h[i]);
        for (j = 0; j < i; j++) {
            snprintf(earlier, sizeof earlier, "%.17g", s->h[j]);
            if (strcmp(key, earlier) == 0) {
                break;
            }
        }
        if (j == i) {
            printf("%s\"%s\": %.17g", i > 0 ? ", " : "", key, rho[i]);
        }
    }
    printf("}");
}

static void print_all(const scenario *s, const averages *average, const responses *sums,
                      const double *rho)
{
    printf("{");
    print_list("p", average->p, s->agents);
    printf("\"D\": %.17g,\n ", average->D);
    print_list("pi0", average->pi0, s->agents);
    print_list("q", average->q, s->agents);
    print_list("S", sums->S, s->agents);
    print_list("R", sums->R, s->agents);
    print_list("SK", sums->SK, s->agents);
    printf("\"Sq\": %.17g,\n \"Rq\": %.17g,\n ", sums->Sq, sums->Rq);
    print_radii(s, rho);
    printf("}\n");
}

int main(int argc, char **argv)
{
    scenario *s;
    mixing *weights;
    averages average;
    responses sums;
    double *rho;
    set_program_name(argv[0]);
    s = scenario_load(scenario_argument(
        argc, argv, "Prints p, D, pi0, q, S, R, SK, Sq, Rq and the spectral radius rho of A(h) for "
                    "each h."));
    if (!s->theta) {
        refuse("theta: structure needs numbers, the practical variant \"pv\" has no fixed weights");
    }
    weights = mixing_rescaled(s->agents, s->weights, s->clip_rule, s->clip_weights, s->ages,
                              s->theta);
    mixing_need_convergence(weights, "weights");
    check_ages(weights, s->h_count > 0);
    average = averages_new(weights);
    sums = find_responses(weights, &average);
    rho = find_radii(s, weights);
    print_all(s, &average, &sums, rho);
    if (fflush(stdout) != 0) {
        FAIL("cannot write the result to standard output");
    }
    free(rho);
    responses_free(&sums);
    averages_free(&average);
    mixing_free(weights);
    scenario_free(s);
    return 0;
}
