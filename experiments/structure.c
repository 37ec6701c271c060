/* structure SCENARIO.json: the quantities of docs/theory.md for a scenario, as one JSON object. */
#include "harness/scenario.h"
#include "harness/support.h"
#include "theorems/averages.h"
#include "theorems/covariance.h"
#include "theorems/fixed_point.h"
#include "theorems/link_sums.h"
#include "theorems/responses.h"
#include "theorems/spectrum.h"
#include "theorems/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is computed within about a minute; a scenario that asks for more is refused. */
enum { LONGEST_AGE = 1000, MOST_STATES = 2100 };
static const double MOST_ENTRIES = 5e7, MOST_OPERATIONS = 2e10;
/* Sums over links and covariances above this are left out, as null. */
static const double MOST_MORE_ENTRIES = 1e7;
/* As in replay: an agent of less weight is not corrected. */
static const double LEAST_WEIGHT = 1e-12;

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

/* E1, E2, ... need the responses of the last steps, as many as the longest age. */
static bool has_link_sums(const mixing *weights, const responses *sums)
{
    double pairs = (double)(weights->agents * weights->agents);
    double slots = (double)(weights->longest_age + 1);
    double work = (double)sums->steps * pairs * (6 * (double)weights->agents + 2 * slots);
    return pairs * slots <= MOST_MORE_ENTRIES && work <= MOST_OPERATIONS;
}

/* trace C for noise of variance 1, by h; NAN where rho is 1 or more, or where it takes too long. */
static double *find_traces(const scenario *s, const mixing *weights, const double *rho)
{
    double *trace = allocate_reals(s->h_count), pairs = (double)(s->agents * s->agents);
    double steps = MOST_OPERATIONS / (2 * pairs * (double)s->agents * (double)s->h_count);
    bool fits = pairs * (double)(weights->longest_age + 2) <= MOST_MORE_ENTRIES;
    size_t i;
    for (i = 0; i < s->h_count; i++) {
        trace[i] = NAN;
        if (fits && rho[i] < 1 && 30 / (1 - rho[i]) <= steps) { /* 30: log(1e12), and some */
            trace[i] = covariance_trace(weights, true, s->eta * s->h[i], (size_t)steps);
        }
        trace[i] *= s->eta * s->eta;
    }
    return trace;
}

/* Where the run comes to rest, with agent k's gradients times factor[k]; NULL: nowhere. */
static double *find_rest(const scenario *s, const mixing *weights, const double *factor)
{
    size_t count = s->agents * s->dim, j;
    double *eta_hessian = allocate_reals(count), *x = allocate_reals(count);
    bool found;
    for (j = 0; j < count; j++) {
        eta_hessian[j] = s->eta * factor[j / s->dim] * s->hessian[j];
    }
    found = fixed_point_solve(weights, true, s->dim, eta_hessian, s->center, x);
    for (j = 0; j < count; j++) {
        found = found && isfinite(x[j]);
    }
    free(eta_hessian);
    if (!found) {
        free(x);
        return NULL;
    }
    return x;
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

static void print_value(double value)
{
    if (isnan(value)) {
        printf("null");
    } else {
        printf("%.17g", value);
    }
}

/* value: rows x columns, or NULL */
static void print_table(const char *name, const double *value, size_t rows, size_t columns)
{
    size_t r, c;
    printf(",\n \"%s\": ", name);
    if (!value) {
        printf("null");
        return;
    }
    for (r = 0; r < rows; r++) {
        printf("%s", r > 0 ? ", " : "[");
        for (c = 0; c < columns; c++) {
            printf("%s%.17g", c > 0 ? ", " : "[", value[r * columns + c]);
        }
        printf("]");
    }
    printf("]");
}

static void print_number(const char *name, double value)
{
    printf(",\n \"%s\": ", name);
    print_value(value);
}

/* JSON objects have every key once, a scenario may name an h twice. */
static void print_by_h(const char *name, const scenario *s, const double *value)
{
    char key[32], earlier[32];
    size_t i, j;
    printf("\"%s\": {", name);
    for (i = 0; i < s->h_count; i++) {
        snprintf(key, sizeof key, "%.17g", s->h[i]);
        for (j = 0; j < i; j++) {
            snprintf(earlier, sizeof earlier, "%.17g", s->h[j]);
            if (strcmp(key, earlier) == 0) {
                break;
            }
        }
        if (j == i) {
            printf("%s\"%s\": ", i > 0 ? ", " : "", key);
            print_value(value[i]);
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
    print_by_h("rho", s, rho);
}

static void print_link_sums(const scenario *s, const mixing *weights, const averages *average,
                            const responses *sums)
{
    const bool has = has_link_sums(weights, sums);
    size_t N = s->agents;
    link_sums more = {0};
    if (has) {
        more = link_sums_new(weights, average, sums->steps, s->steps);
    }
    print_table("E1", has ? more.E1 : NULL, N, N);
    print_table("E2", has ? more.E2 : NULL, N, N);
    print_table("C3", has ? more.C3 : NULL, N, N);
    print_table("epsilon", has ? more.epsilon : NULL, N, N);
    print_number("aH", has ? more.aH : NAN);
    print_number("aK", has ? more.aK : NAN);
    link_sums_free(&more);
}

static void print_traces(const scenario *s, const mixing *weights, const double *rho)
{
    double *trace = find_traces(s, weights, rho);
    printf(",\n ");
    print_by_h("trace_C", s, trace);
    free(trace);
}

static void print_rests(const scenario *s, const mixing *weights, const averages *average)
{
    double *factor = allocate_reals(s->agents), *rest, *corrected;
    bool weighs_all = true;
    size_t k;
    for (k = 0; k < s->agents; k++) {
        factor[k] = 1;
    }
    rest = find_rest(s, weights, factor);
    for (k = 0; k < s->agents; k++) {
        factor[k] = 1 / ((double)s->agents * average->q[k]);
        weighs_all = weighs_all && average->q[k] > LEAST_WEIGHT;
    }
    corrected = weighs_all ? find_rest(s, weights, factor) : NULL;
    print_table("fixed_point", rest, s->agents, s->dim);
    print_table("fixed_point_corrected", corrected, s->agents, s->dim);
    free(factor);
    free(rest);
    free(corrected);
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
                    "each h; then E1, E2, C3, epsilon by link, aH, aK, the trace of the stationary "
                    "covariance for each h, and the fixed point without and with correction."));
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
    print_link_sums(s, weights, &average, &sums);
    print_traces(s, weights, rho);
    print_rests(s, weights, &average);
    printf("}\n");
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
