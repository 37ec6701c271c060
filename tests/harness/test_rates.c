/* Fits of power laws: exact laws, known noise, and what the judge says. */
#include "../../experiments/harness/support.h"
#include "../../experiments/theorems/rates.h"
#include "tolerances.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsl/gsl_randist.h>
#include <math.h>

enum { POINTS = 6 };

static const double known_error[POINTS] = {0.02, 0.02, 0.05, 0.05, 0.1, 0.1};

/* y = 3 x^exponent, x = 2^4 .. 2^9, each times exp(error * normal) */
static void make_points(double exponent, const double *error, gsl_rng *rng, double *x, double *y)
{
    for (size_t j = 0; j < POINTS; j++) {
        x[j] = ldexp(16, (int)j);
        y[j] = 3 * pow(x[j], exponent);
        if (error) {
            y[j] *= exp(gsl_ran_gaussian(rng, error[j]));
        }
    }
}

Test(rates, exact_law_gives_its_exponent_and_no_interval)
{
    static const double exponents[] = {1, -0.5, 2.25};
    double x[POINTS], y[POINTS];
    for (size_t e = 0; e < 3; e++) {
        power_law fit;
        make_points(exponents[e], NULL, NULL, x, y);
        fit = power_law_fit(POINTS, x, y, NULL);
        cr_assert(epsilon_eq(dbl, fit.exponent, exponents[e], TOL_OBJECTIVE));
        cr_assert(epsilon_eq(dbl, fit.low, exponents[e], TOL_OBJECTIVE));
        cr_assert(epsilon_eq(dbl, fit.high, exponents[e], TOL_OBJECTIVE));
        cr_assert(epsilon_eq(dbl, fit.factor, 3, TOL_OBJECTIVE));
    }
}

/* log2 y = 0, 1, 3 at log2 x = 0, 1, 2: slope 3/2, residuals 1/6, -1/3, 1/6, variance of the slope
   (1/6)/1/2; t quantile with one degree of freedom 12.7062. */
Test(rates, fit_worked_by_hand)
{
    const double x[] = {1, 2, 4}, y[] = {1, 2, 8};
    power_law fit = power_law_fit(3, x, y, NULL);
    cr_assert(epsilon_eq(dbl, fit.exponent, 1.5, TOL_OBJECTIVE));
    cr_assert(epsilon_eq(dbl, fit.high - fit.exponent, 12.706204736432095 / sqrt(12), TOL_LIMIT));
    cr_assert(epsilon_eq(dbl, fit.exponent - fit.low, 12.706204736432095 / sqrt(12), TOL_LIMIT));
}

/* How many of 2000 intervals contain the true exponent. */
static double covered(const double *error, const double *given)
{
    enum { TRIALS = 2000 };
    gsl_rng *rng = rng_new(7, 0, RNG_COMMON);
    double x[POINTS], y[POINTS], count = 0;
    for (size_t trial = 0; trial < TRIALS; trial++) {
        power_law fit;
        make_points(-0.5, error, rng, x, y);
        fit = power_law_fit(POINTS, x, y, given);
        count += fit.low <= -0.5 && -0.5 <= fit.high;
    }
    gsl_rng_free(rng);
    return count / TRIALS;
}

/* 95 % of the intervals; sqrt(0.95 * 0.05 / 2000) is the standard error. */
Test(rates, intervals_contain_the_true_exponent)
{
    static const double equal[POINTS] = {0.05, 0.05, 0.05, 0.05, 0.05, 0.05};
    const double limit = STANDARD_ERRORS * sqrt(0.95 * 0.05 / 2000);
    cr_assert(epsilon_eq(dbl, covered(equal, NULL), 0.95, limit));
    cr_assert(epsilon_eq(dbl, covered(known_error, known_error), 0.95, limit));
}

/* A point with a tiny error decides, one with a huge error does not. */
Test(rates, weights_count)
{
    const double x[] = {1, 2, 4, 8}, y[] = {1, 2, 4, 80}, error[] = {1e-3, 1e-3, 1e-3, 1e3};
    power_law fit = power_law_fit(4, x, y, error);
    cr_assert(epsilon_eq(dbl, fit.exponent, 1, 1e-6));
}

Test(rates, judge)
{
    const power_law narrow = {-0.51, -0.53, -0.49, 1}, wide = {-0.4, -0.8, 0, 1};
    const power_law broken = {NAN, NAN, NAN, NAN}, half = {-0.5, -0.51, NAN, 1};
    cr_assert(eq(int, judge_exponent(&narrow, -0.5, 0.15), HOLDS));
    cr_assert(eq(int, judge_exponent(&narrow, -0.53, 0.15), HOLDS));
    cr_assert(eq(int, judge_exponent(&narrow, -0.54, 0.15), VIOLATED));
    cr_assert(eq(int, judge_exponent(&narrow, -0.48, 0.15), VIOLATED));
    cr_assert(eq(int, judge_exponent(&narrow, -0.5, 0.015), INCONCLUSIVE));
    cr_assert(eq(int, judge_exponent(&wide, -0.5, 0.15), INCONCLUSIVE));
    cr_assert(eq(int, judge_exponent(&broken, -0.5, 0.15), INCONCLUSIVE));
    cr_assert(eq(int, judge_exponent(&half, -0.5, 0.15), INCONCLUSIVE));
    cr_assert(eq(int, judge_exponent(&narrow, NAN, 0.15), INCONCLUSIVE));
}

/* y = 1, 2, 2 at x = 0, 1, 2 with equal errors e: at 0 7/6, slope 1/2, variance 5/6 e^2. */
Test(rates, line_worked_by_hand)
{
    const double x[] = {0, 1, 2}, y[] = {1, 2, 2}, error[] = {0.1, 0.1, 0.1};
    line fit = line_fit(3, x, y, error);
    cr_assert(epsilon_eq(dbl, fit.at_zero, 7.0 / 6, TOL_OBJECTIVE));
    cr_assert(epsilon_eq(dbl, fit.slope, 0.5, TOL_OBJECTIVE));
    cr_assert(epsilon_eq(dbl, fit.high - fit.at_zero, 1.959963984540054 * 0.1 * sqrt(5.0 / 6),
                         TOL_LIMIT));
    cr_assert(epsilon_eq(dbl, fit.at_zero - fit.low, fit.high - fit.at_zero, TOL_OBJECTIVE));
}

/* A point with a tiny error decides; one without an error gives no verdict. */
Test(rates, errors_of_a_line_count)
{
    const double x[] = {0, 1, 2}, y[] = {1, 2, 9}, error[] = {1e-3, 1e-3, 1e3};
    const double none[] = {0.1, 0.1, NAN};
    line fit = line_fit(3, x, y, error);
    cr_assert(epsilon_eq(dbl, fit.at_zero, 1, 1e-6));
    cr_assert(eq(int, judge_at_zero(&fit, 1, 0.15), HOLDS));
    cr_assert(eq(int, judge_at_zero(&fit, 1, 1e-4), INCONCLUSIVE));
    cr_assert(eq(int, judge_at_zero(&fit, 1.1, 0.15), VIOLATED));
    fit = line_fit(3, x, y, none);
    cr_assert(eq(int, judge_at_zero(&fit, 1, 0.15), INCONCLUSIVE));
}

Test(rates, negative_values_give_no_verdict)
{
    const double x[] = {1, 2, 4}, y[] = {1, -2, 4};
    power_law fit = power_law_fit(3, x, y, NULL);
    cr_assert(eq(int, judge_exponent(&fit, 1, 0.15), INCONCLUSIVE));
}

Test(rates, means_over_seeds)
{
    cr_assert(eq(int, judge_mean_at_most(1, 0.1, 1.31), HOLDS));
    cr_assert(eq(int, judge_mean_at_most(1, 0, 1), HOLDS));
    cr_assert(eq(int, judge_mean_at_most(1, 0.1, 1.29), INCONCLUSIVE));
    cr_assert(eq(int, judge_mean_at_most(1, 0.1, 0.71), INCONCLUSIVE));
    cr_assert(eq(int, judge_mean_at_most(1, 0.1, 0.69), VIOLATED));
    cr_assert(eq(int, judge_mean_at_most(NAN, 0.1, 1), INCONCLUSIVE));
    cr_assert(eq(int, judge_mean_at_most(1, NAN, 2), INCONCLUSIVE));
    cr_assert(eq(int, judge_mean_at_most(1, 0.1, NAN), INCONCLUSIVE));
    cr_assert(eq(int, judge_mean_at_most(INFINITY, 0.1, 1), VIOLATED));
    cr_assert(eq(int, judge_mean_at_most(INFINITY, INFINITY, 1), INCONCLUSIVE));
}
