/* Sums over links: against the same sums computed in another way, and two agents by hand. */
#include "../../experiments/theorems/forecast_error.h"
#include "../../experiments/theorems/lambda_bounds.h"
#include "../../experiments/theorems/link_sums.h"
#include "tolerances.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

enum { HORIZON = 3000, AFTER = 7 };

/* Responses that count as arrived at 1e-14 here and at 1e-16 there, times how long they last. */
static const double APART = 1e-10;

Test(link_sums, are_those_of_series_and_lambda_bounds)
{
    for (size_t s = 0; setting_names[s]; s++) {
        setting *how = setting_new(setting_names[s], 4, 0.7);
        series *of = series_new(how, HORIZON);
        lambda_bounds moves = lambda_bounds_new(how);
        link_sums found = link_sums_new(how->mixing, &how->average, HORIZON, AFTER);
        size_t N = how->agents;
        cr_assert(found.settled);
        cr_expect(epsilon_eq(dbl, found.aH, moves.aH, APART), "%s", how->name);
        cr_expect(epsilon_eq(dbl, found.aK, moves.aK, APART), "%s", how->name);
        for (size_t link = 0; link < N * N; link++) {
            if (how->mixing->Q[link] > 0) {
                size_t age = how->mixing->age[link];
                forecast_sums right = forecast_sums_new(of, link % N, age, (double)age);
                cr_expect(epsilon_eq(dbl, found.E1[link], right.E1, APART));
                cr_expect(epsilon_eq(dbl, found.E2[link], right.E2, APART));
                cr_expect(epsilon_eq(dbl, found.C3[link], right.C3, APART * HORIZON));
                cr_expect(epsilon_eq(dbl, found.epsilon[link], right.eps[AFTER], APART));
                forecast_sums_free(&right);
            } else {
                cr_expect(eq(dbl, found.E1[link], 0));
            }
        }
        link_sums_free(&found);
        lambda_bounds_free(&moves);
        series_free(of);
        setting_free(how);
    }
}

/* Agent 0 hears 1 at age 1: see test_forecast_error.c. Moves over r = 0 only: a_H = a_K = 0. */
Test(link_sums, worked_by_hand)
{
    static const double halves[4] = {0.5, 0.5, 0.5, 0.5}, ones[2] = {1, 1};
    static const size_t ages[4] = {0, 1, 0, 0};
    setting *how = setting_from("two", 2, halves, ages, ones, CLIP_TO_SELF, true);
    link_sums found = link_sums_new(how->mixing, &how->average, 1000, 0);
    cr_expect(epsilon_eq(dbl, found.E1[1], 4.0 / 3, TOL_STATIONARY));
    cr_expect(epsilon_eq(dbl, found.E2[1], sqrt(8.0 / 15), TOL_STATIONARY));
    cr_expect(eq(dbl, found.aH, 0));
    cr_expect(eq(dbl, found.aK, 0));
    cr_expect(eq(dbl, found.E1[0], 0));
    link_sums_free(&found);
    setting_free(how);
}
