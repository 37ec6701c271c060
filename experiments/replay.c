/* replay SCENARIO.json: runs a scenario without noise and prints the trajectory as CSV. */
#include "harness/network.h"
#include "harness/objective.h"
#include "harness/scenario.h"
#include "harness/support.h"
#include "theorems/averages.h"
#include "theorems/weights.h"

#include <stdlib.h>
#include <string.h>

/* Below this an agent's gradients hardly enter the virtual average: nothing corrects that. */
static const double LEAST_SHARE = 1e-12;

/* The weights q of the virtual average: what the correction divides by. */
static double *find_shares(const scenario *s)
{
    mixing *weights = mixing_rescaled(s->agents, s->weights, s->clip_rule, s->clip_weights, s->ages,
                                      s->theta);
    averages average;
    double *q = allocate_reals(s->agents);
    mixing_need_convergence(weights, "correction");
    average = averages_new(weights);
    memcpy(q, average.q, s->agents * sizeof *q);
    averages_free(&average);
    mixing_free(weights);
    return q;
}

/* 1/(N q_k) for every agent; NULL if there is no correction. */
static double *find_gradient_scale(const scenario *s)
{
    double *scale = s->correction ? find_shares(s) : NULL;
    size_t k;
    for (k = 0; scale && k < s->agents; k++) {
        double q = scale[k];
        if (!(q > LEAST_SHARE)) {
            free(scale);
            refuse("correction: agent %zu has q = %g, allowed is above %g: its gradients do not "
                   "reach the others", k, q, LEAST_SHARE);
        }
        scale[k] = 1 / ((double)s->agents * q);
    }
    return scale;
}

/* A message that is older than the run is from before step 0 at every step of it, when all was x0
   and 0: an age of `steps` is as good, and memory does not grow with ages beyond that. Returns the
   longest age that is left. */
static size_t shorten_ages(const scenario *s)
{
    size_t at, longest = 0;
    for (at = 0; at < s->agents * s->agents; at++) {
        if (!(s->weights[at] > 0)) {
            s->ages[at] = 0; /* no link, no message */
        }
        if (s->ages[at] > s->steps) {
            s->ages[at] = s->steps;
        }
        if (s->ages[at] > longest) {
            longest = s->ages[at];
        }
    }
    return longest;
}

static void gradient(void *context, size_t agent, const double *x, double *g)
{
    const objective *quadratic = context;
    quadratic->gradient(quadratic, agent, x, g);
}

static void print_header(size_t dim)
{
    size_t c;
    printf("step,agent");
    for (c = 0; c < dim; c++) {
        printf(",x%zu", c);
    }
    printf("\n");
}

static void print_step(const scenario *s, size_t step, const network *net)
{
    size_t i, c;
    for (i = 0; i < s->agents; i++) {
        const double *x = network_x(net, i);
        printf("%zu,%zu", step, i);
        for (c = 0; c < s->dim; c++) {
            printf(",%.17g", x[c]);
        }
        printf("\n");
    }
}

static void replay(const scenario *s, const double *gradient_scale)
{
    network_settings settings = {
        .eta = s->eta, .lambda = s->lambda, .forecast = true,
        .theta_rule = s->theta ? THETA_CONSTANT : THETA_PRACTICAL, .theta = s->theta,
        .clip_rule = s->clip_rule, .clip_weights = s->clip_weights,
        .gradient_scale = gradient_scale};
    objective *quadratic = objective_quadratic(s->agents, s->dim, s->hessian, s->center, 0);
    network *net = network_new(s->agents, s->dim, s->weights, s->x0, shorten_ages(s), &settings);
    size_t step;
    print_header(s->dim);
    print_step(s, 0, net);
    for (step = 1; step <= s->steps && !ferror(stdout); step++) {
        network_step(net, gradient, quadratic, s->ages);
        print_step(s, step, net);
    }
    network_free(net);
    objective_free(quadratic);
}

int main(int argc, char **argv)
{
    scenario *s;
    double *gradient_scale;
    set_program_name(argv[0]);
    s = scenario_load(scenario_argument(
        argc, argv, "Runs the scenario without noise and prints step,agent,x0,x1,... for steps 0 "
                    "to T."));
    gradient_scale = find_gradient_scale(s);
    replay(s, gradient_scale);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        FAIL("cannot write the trajectory to standard output");
    }
    free(gradient_scale);
    scenario_free(s);
    return 0;
}
