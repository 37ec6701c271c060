/* Proposition 15.4. Paired mixing with integral action, y_i += kappa sum_k w_ik (difference of k),
   x_i += ... + y_i, setting of Proposition 15.3. If
     lambda_max(sum tau L_tau) <= 1/2,  0 < kappa <= 1/(4 (1 + tau_max)),
     eta L + lambda_max(sum L_tau) < 2,
   all modes with sum_i y_i = 0 decay, and x goes to the minimiser of the plain sum.
   This project's, not the paper's. Source: docs/theory.md, 15.4.
   Measured: the spectral radius where sum y = 0, on random networks with different curvatures. */
#include "check.h"
#include "companion.h"
#include "pairs.h"

#include "../harness/support.h"

#include <stdlib.h>

enum { MOST_AGENTS = 5, LONGEST = 6 };

/* State: x of lags 0..longest, then y. Columns of y are those of y minus its mean: the conserved
   mode becomes 0. */
static double radius_of(const pairs_network *net, const double *eta_h, double kappa)
{
    size_t N = net->agents, late = N * (net->longest + 1), all = late + N, i, k, s;
    double *matrix = allocate_reals(all * all), radius;
    for (i = 0; i < N; i++) {
        double *x = matrix + i * all, *y = matrix + (late + i) * all;
        x[i] += 1 - eta_h[i];
        for (k = 0; k < N; k++) {
            size_t at = net->ages[i * N + k] * N;
            double w = k == i ? 0 : net->weights[i * N + k];
            x[at + k] += w;
            x[at + i] -= w;
            y[at + k] += kappa * w;
            y[at + i] -= kappa * w;
            x[late + k] = y[late + k] = (k == i ? 1 : 0) - 1 / (double)N;
        }
        for (s = 0; s < net->longest; s++) {
            matrix[((s + 1) * N + i) * all + s * N + i] = 1;
        }
    }
    radius = matrix_radius(all, matrix);
    free(matrix);
    return radius;
}

/* The largest radius: kappa and the step are shares of what is proved. */
static double largest_radius(double limit, double kappa_part, double step_part, size_t systems,
                             double *condition)
{
    gsl_rng *rng = rng_new(1, 0, RNG_PROBLEM);
    double largest = 0;
    size_t s, i;
    *condition = 0;
    for (s = 0; s < systems; s++) {
        size_t N = 2 + gsl_rng_uniform_int(rng, MOST_AGENTS - 1);
        pairs_network net = pairs_network_new(rng, N, LONGEST, true, limit);
        double most = step_part * (2 - pairs_laplacian(&net, 0)), first = pairs_laplacian(&net, 1);
        double eta_h[MOST_AGENTS], radius;
        for (i = 0; i < N; i++) {
            double share = gsl_rng_uniform(rng);
            eta_h[i] = i == 0 ? most : most * (share < 0.3 ? 0 : share);
        }
        radius = radius_of(&net, eta_h, kappa_part / (4 * (1 + (double)LONGEST)));
        largest = radius <= largest ? largest : radius;
        *condition = first <= *condition ? *condition : first;
        pairs_network_free(&net);
    }
    gsl_rng_free(rng);
    return largest;
}

static void judge(statements *list, const char *what, double limit, double kappa_part,
                  double step_part, size_t systems, verdict expected)
{
    double condition, bound = 1 - 1e-12;
    double radius = largest_radius(limit, kappa_part, step_part, systems, &condition);
    bool applies = condition <= 0.5 + 1e-12 || expected != HOLDS;
    statements_add(list, "B4", what, radius, bound,
                   applies ? judge_at_most(radius, bound) : NOT_APPLICABLE, expected, "");
}

void check_paired_integral(statements *list, const check_context *context)
{
    size_t systems = context->full ? 3000 : 200;
    statements_claim(list, "B4",
                     "Beyond the paper: paired mixing with integral action is stable where kappa is "
                     "small for the longest age");
    judge(list, "the gain 1/4; largest kappa; 0.999 of the step: rho", 0.25, 1, 0.999, systems,
          HOLDS);
    judge(list, "the gain 1/4; largest kappa; 0.1 of the step: rho", 0.25, 1, 0.1, systems, HOLDS);
    judge(list, "the gain 1/4; 0.01 of kappa; 0.1 of the step: rho", 0.25, 0.01, 0.1, systems,
          HOLDS);
    judge(list, "control: 60 times kappa", 0.25, 60, 0.1, systems, VIOLATED);
    judge(list, "control: 1.5 of the step", 0.25, 1, 1.5, systems, VIOLATED);
    judge(list, "control: kappa 0 never forgets y", 0.25, 0, 0.1, systems, VIOLATED);
}
