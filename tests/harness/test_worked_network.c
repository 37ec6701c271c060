/* Two agents worked by hand (docs/theory.md, section 14), by the network: eta = 1/2,
   f_i = (x - b_i)^2/2, x(0) = (4, 4), clip to self. Nothing rounds: all numbers are exact. */
#include "problem.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 4 };

typedef struct example {
    double w[4], theta[2];
    size_t age[2]; /* of what agent 0 hears of agent 1, and the other way round */
    double b[2], lambda;
    double x[STEPS + 1][2];
} example;

static void check(const example *given)
{
    naive_problem *problem = problem_new(2, 1, STEPS);
    double *x;
    size_t t;
    problem->eta = 0.5;
    problem->lambda = given->lambda;
    memcpy(problem->weights, given->w, sizeof given->w);
    memcpy(problem->theta, given->theta, sizeof given->theta);
    memcpy(problem->center, given->b, sizeof given->b);
    problem->x0[0] = problem->x0[1] = 4;
    problem->hessian[0] = problem->hessian[1] = 1;
    for (t = 0; t < STEPS; t++) {
        problem->ages[4 * t + 1] = given->age[0];
        problem->ages[4 * t + 2] = given->age[1];
    }
    x = problem_run(problem);
    for (t = 0; t <= STEPS; t++) {
        cr_expect(eq(dbl, x[2 * t], given->x[t][0]), "step %zu", t);
        cr_expect(eq(dbl, x[2 * t + 1], given->x[t][1]), "step %zu", t);
    }
    free(x);
    problem_free(problem);
}

#define HALVES {0.5, 0.5, 0.5, 0.5}

Test(worked, A_one_link_stale)
{
    example a = {HALVES, {0.5, 0.5}, {1, 0}, {0, 8}, 0,
                 {{4, 4}, {2, 6}, {2, 5}, {9.0 / 4, 5}, {35.0 / 16, 41.0 / 8}}};
    check(&a);
    a.lambda = 1;
    check(&a);
}

Test(worked, A_both_links_stale)
{
    const example a = {HALVES, {0.5, 0.5}, {1, 1}, {0, 8}, 0,
                       {{4, 4}, {2, 6}, {2, 6}, {9.0 / 4, 23.0 / 4}, {37.0 / 16, 91.0 / 16}}};
    check(&a);
}

Test(worked, C_without_lambda)
{
    const example a = {HALVES, {0.5, 0.5}, {2, 1}, {0, 6}, 0,
                       {{4, 4}, {2, 5}, {3.0 / 2, 19.0 / 4}, {15.0 / 8, 71.0 / 16},
                        {63.0 / 32, 275.0 / 64}}};
    check(&a);
}

Test(worked, C_with_lambda)
{
    const example a = {HALVES, {0.5, 0.5}, {2, 1}, {0, 6}, 1,
                       {{4, 4}, {2, 5}, {3.0 / 2, 19.0 / 4}, {23.0 / 8, 71.0 / 16},
                        {73.0 / 32, 275.0 / 64}}};
    check(&a);
}

Test(worked, D_without_lambda)
{
    const example a = {{0.75, 0.25, 0.5, 0.5}, {0.75, 0.5}, {2, 1}, {0, 6}, 0,
                       {{4, 4}, {2, 5}, {11.0 / 8, 19.0 / 4}, {199.0 / 128, 71.0 / 16},
                        {3299.0 / 2048, 137.0 / 32}}};
    check(&a);
}

Test(worked, D_with_lambda)
{
    const example a = {{0.75, 0.25, 0.5, 0.5}, {0.75, 0.5}, {2, 1}, {0, 6}, 1,
                       {{4, 4}, {2, 5}, {11.0 / 8, 19.0 / 4}, {295.0 / 128, 71.0 / 16},
                        {3899.0 / 2048, 137.0 / 32}}};
    check(&a);
}
