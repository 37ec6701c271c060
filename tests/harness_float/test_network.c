/* The network in float: the numbers of float arithmetic, not those of double rounded at the end. */
#include "../../experiments/harness/network.h"
#include "../harness/tolerances.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

enum { AGENTS = 3, STEPS = 30 };

static const double weights[AGENTS * AGENTS] = {0.5, 0.3, 0.2, 0.3, 0.4, 0.3, 0.2, 0.3, 0.5};
static const real start[AGENTS] = {(real)1.1, (real)-0.7, (real)2.3};

static void gradient(void *context, size_t agent, const real *x, real *g)
{
    (void)context;
    g[0] = (real)(0.3 + 0.1 * (double)agent) * x[0];
}

static network *network_ran(void)
{
    const double theta[AGENTS] = {1, 1, 1};
    const size_t ages[AGENTS * AGENTS] = {0};
    network_settings how = {.eta = 0.1, .forecast = true, .theta = theta};
    network *net = network_new(AGENTS, 1, weights, start, 0, &how);
    for (size_t t = 0; t < STEPS; t++) {
        network_step(net, gradient, NULL, ages);
    }
    return net;
}

/* D-PSGD by hand, in the header's order: the agent itself, then the others. */
Test(network_float, is_d_psgd_in_float_bit_for_bit)
{
    network *net = network_ran();
    real x[AGENTS] = {start[0], start[1], start[2]};
    cr_assert(eq(sz, sizeof(real), sizeof(float)));
    for (size_t t = 0; t < STEPS; t++) {
        real next[AGENTS], g;
        for (size_t i = 0; i < AGENTS; i++) {
            next[i] = (real)weights[i * AGENTS + i] * x[i];
            for (size_t k = 0; k < AGENTS; k++) {
                next[i] += k == i ? 0 : (real)weights[i * AGENTS + k] * x[k];
            }
            gradient(NULL, i, &x[i], &g);
            next[i] += (real)-0.1 * g;
        }
        for (size_t i = 0; i < AGENTS; i++) {
            x[i] = next[i];
        }
    }
    for (size_t i = 0; i < AGENTS; i++) {
        cr_assert(eq(flt, network_x(net, i)[0], x[i]), "agent %zu", i);
    }
    network_free(net);
}

/* The same in double differs: the test above could tell. */
Test(network_float, differs_from_double)
{
    network *net = network_ran();
    double x[AGENTS] = {start[0], start[1], start[2]};
    for (size_t t = 0; t < STEPS; t++) {
        double next[AGENTS];
        for (size_t i = 0; i < AGENTS; i++) {
            next[i] = -0.1 * (0.3 + 0.1 * (double)i) * x[i];
            for (size_t k = 0; k < AGENTS; k++) {
                next[i] += weights[i * AGENTS + k] * x[k];
            }
        }
        for (size_t i = 0; i < AGENTS; i++) {
            x[i] = next[i];
        }
    }
    for (size_t i = 0; i < AGENTS; i++) {
        cr_assert(ne(dbl, (double)network_x(net, i)[0], x[i]), "agent %zu", i);
        cr_assert(epsilon_eq(dbl, (double)network_x(net, i)[0], x[i], TOL_FLOAT), "agent %zu", i);
    }
    network_free(net);
}
