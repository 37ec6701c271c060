/* The error of a forecast: its answer to gradients on two agents worked by hand, and what a check
   takes from runs. Agent 0 hears 1 at age 1, agent 1 hears 0 fresh, all weights 1/2, theta 1. The
   deviations of H then repeat after two steps, times -1/4. */
#include "../../experiments/theorems/faulty.h"
#include "../../experiments/theorems/forecast_error.h"
#include "../../experiments/harness/support.h"
#include "tolerances.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

enum { HORIZON = 200 };

static setting *two_agents(size_t age)
{
    static const double halves[4] = {0.5, 0.5, 0.5, 0.5}, ones[2] = {1, 1};
    const size_t ages[4] = {0, age, 0, 0};
    return setting_from("two", 2, halves, ages, ones, CLIP_TO_SELF, true);
}

/* H(1), H(2), .. of agent 1: (0, 1), (1/2, 1/2), (1/2, 1/2), (3/8, 5/8), ... */
Test(forecast_error, answers_worked_by_hand)
{
    static const double answer[5][2] = {{0, 0}, {-0.5, 0.5}, {0, 0}, {0.125, -0.125}, {0, 0}};
    setting *how = two_agents(1);
    series *of = series_new(how, HORIZON);
    for (size_t s = 1; s <= 5; s++) {
        for (size_t j = 0; j < 2; j++) {
            cr_expect(eq(dbl, forecast_answer(of, 1, 1, 1, s, j), answer[s - 1][j]), "step %zu", s);
        }
    }
    series_free(of);
    setting_free(how);
}

/* 1 + 1/4 + 1/16 + ... and 1/2 (1 + 1/16 + ...); at age 1 the rows of E sum to 0 at every step. */
Test(forecast_error, sums_worked_by_hand)
{
    setting *how = two_agents(1);
    series *of = series_new(how, HORIZON);
    forecast_sums sums = forecast_sums_new(of, 1, 1, 1);
    cr_expect(epsilon_eq(dbl, sums.E1, 4.0 / 3, TOL_STATIONARY));
    cr_expect(epsilon_eq(dbl, sums.E2, sqrt(8.0 / 15), TOL_STATIONARY));
    cr_expect(epsilon_eq(dbl, sums.total, 0, TOL_STATIONARY));
    cr_expect(epsilon_eq(dbl, sums.C3, 0, TOL_STATIONARY * HORIZON));
    cr_expect(epsilon_eq(dbl, sums.eps[0], 0, TOL_STATIONARY));
    forecast_sums_free(&sums);
    sums = forecast_sums_new(of, 1, 1, 0);
    cr_expect(epsilon_eq(dbl, sums.total, -1, TOL_STATIONARY), "without the forecast's own term");
    forecast_sums_free(&sums);
    series_free(of);
    setting_free(how);
}

/* Slopes 1 and -1, q = (2/5, 3/5): grad F_q = -1/5, grad f_k - grad F_q = 6/5 and -4/5. */
Test(forecast_error, sizes_worked_by_hand)
{
    static const double slopes[2] = {1, -1};
    setting *how = two_agents(1);
    objective *f = objective_linear(2, 1, slopes, 0);
    record_options options = {.eta = 0.5, .steps = 4, .seed = 1};
    record *run = record_run(how, f, &options);
    forecast_sizes sizes = forecast_sizes_of(1, &run);
    double e;
    cr_expect(epsilon_eq(dbl, sizes.zeta, 1.2, TOL_STATIONARY));
    cr_expect(epsilon_eq(dbl, sizes.Gamma, 0.2, TOL_STATIONARY));
    cr_expect(eq(dbl, sizes.G, 1));
    cr_expect(eq(dbl, sizes.L, 0));
    cr_expect(epsilon_eq(dbl, sizes.S, 28.0 / 15, TOL_STATIONARY));
    forecast_error(run, 1, 1, 1, &e); /* x_1(0) + eta - x_1(1) = 0 + 1/2 - 1/2 */
    cr_expect(eq(dbl, e, 0));
    forecast_error(run, 2, 1, 1, &e); /* 1/2 + 1/2 - x_1(2), x_1(2) = (-1/2 + 1/2)/2 + 1/2 */
    cr_expect(eq(dbl, e, 0.5));
    cr_expect(eq(int, forecast_is_needed(how, 1), true));
    cr_expect(eq(int, forecast_is_needed(how, 0), false));
    record_free(run);
    objective_free(f);
    setting_free(how);
}

Test(forecast_error, bound_adds_its_parts)
{
    double eps[3] = {9, 9, 5};
    const forecast_sums sums = {0, 2, 3, 4, eps};
    const forecast_sizes sizes = {10, 100, 1000, 7, 11};
    cr_expect(epsilon_eq(dbl, forecast_bound(&sums, &sizes, 0.5, 0.25, 2),
                         0.5 * (10 * 2 + 0.25 * 3 + 100 * 5) + 0.25 * 7 * 1000 * (4 + 11 * 2),
                         TOL_OBJECTIVE));
}

/* Noise is drawn at steps 0 and 4, and turned round at 2 and 6. */
Test(faulty, noise_that_is_kept)
{
    static const double zero[2] = {0, 0};
    objective *sound = objective_linear(2, 1, zero, 1), *kept = faulty_kept_noise(sound, 2);
    gsl_rng *rng[2] = {rng_new(1, 0, RNG_GRADIENT), rng_new(1, 1, RNG_GRADIENT)};
    double noise[8][2], x = 0;
    for (size_t t = 0; t < 8; t++) {
        for (size_t k = 0; k < 2; k++) {
            kept->sample(kept, k, &x, rng[k], &noise[t][k]);
            cr_expect(eq(dbl, noise[t][k], (t % 4 < 2 ? 1 : -1) * noise[t / 4 * 4][k]));
        }
    }
    cr_expect(ne(dbl, noise[0][0], 0));
    cr_expect(ne(dbl, noise[0][0], noise[0][1]));
    cr_expect(ne(dbl, noise[0][0], noise[4][0]));
    gsl_rng_free(rng[0]);
    gsl_rng_free(rng[1]);
    objective_free(kept);
    objective_free(sound);
}
