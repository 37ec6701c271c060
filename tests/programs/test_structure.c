/* build/structure on good scenarios. */
#include "scenario_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>

/* Quotients of small numbers, and sums of some hundred terms of size 1. */
static const double TOL_FRACTION = 1e-15, TOL_SUM = 1e-12;
/* Sums of differences of the size of rounding, each times the step, over 800 steps in another
   program. */
static const double TOL_OTHER = 1e-10;

static void expect_number(const json_t *object, const char *key, double right, double tolerance)
{
    const json_t *value = json_object_get(object, key);
    cr_assert(value && json_is_number(value), "%s", key);
    cr_expect(epsilon_eq(dbl, json_number_value(value), right, tolerance), "%s", key);
}

static void expect_pair(const json_t *object, const char *key, double first, double second,
                        double tolerance)
{
    const json_t *value = json_object_get(object, key);
    cr_assert(eq(sz, json_array_size(value), 2), "%s", key);
    cr_expect(epsilon_eq(dbl, json_number_value(json_array_get(value, 0)), first, tolerance), "%s",
              key);
    cr_expect(epsilon_eq(dbl, json_number_value(json_array_get(value, 1)), second, tolerance), "%s",
              key);
}

static json_t *object_of(char *text)
{
    json_error_t error;
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    cr_assert(object != NULL, "%s: %s", error.text, text);
    free(text);
    return object;
}

/* What structure prints for the scenario with one part replaced. */
static json_t *structure_of(const char *text, const char *part, const char *by)
{
    return object_of(scenario_output("structure", text, part, by));
}

#define EXAMPLE_D PAIR("0", "1", "[0.75, 0.5]", "[[0.75, 0.25], [0.5, 0.5]]", "[[0, 2], [1, 0]]", \
                       "[[0], [6]]")

Test(structure, example_D)
{
    json_t *found = structure_of(EXAMPLE_D, "", "");
    expect_pair(found, "p", 4.0 / 7, 3.0 / 7, TOL_FRACTION);
    expect_number(found, "D", 9.0 / 28, TOL_FRACTION);
    expect_pair(found, "pi0", 16.0 / 37, 12.0 / 37, TOL_FRACTION);
    expect_pair(found, "q", 19.0 / 37, 18.0 / 37, TOL_FRACTION);
    cr_expect(eq(sz, json_object_size(found), 19));
    cr_expect(eq(sz, json_object_size(json_object_get(found, "rho")), 0));
    json_decref(found);
}

/* Two fresh agents with weight 1/2: after one step all deviations are gone. H(1) = I, so that S is
   the first column's |1 - 1/2| + |0 - 1/2|, R the root of 2/4; the average has none. */
Test(structure, responses_of_two_fresh_agents)
{
    json_t *found = structure_of(EXAMPLE_D,
                                 "[[0.75, 0.25], [0.5, 0.5]], \"ages\": [[0, 2], [1, 0]]",
                                 "[[0.5, 0.5], [0.5, 0.5]], \"ages\": [[0, 0], [0, 0]]");
    expect_pair(found, "S", 1, 1, TOL_SUM);
    expect_pair(found, "R", 0.70710678118654757, 0.70710678118654757, TOL_SUM);
    expect_pair(found, "SK", 1, 1, TOL_SUM);
    expect_number(found, "Sq", 0, TOL_SUM);
    expect_number(found, "Rq", 0, TOL_SUM);
    json_decref(found);
}

/* One agent: A(h) = 1 - eta*h. Keys as %.17g prints them, the same h once. */
Test(structure, radii_by_h)
{
    static const char one[] =
        "{\"agents\": 1, \"dim\": 1, \"steps\": 0, \"eta\": 0.5, \"lambda\": 0, \"theta\": 1, "
        "\"clip_rule\": \"renormalise\", \"weights\": [[1]], \"ages\": [[0]], "
        "\"correction\": true, \"x0\": [0], \"objective\": {\"kind\": \"quadratic\", "
        "\"hessian\": [[1]], \"center\": [[0]]}, \"h\": [1, 0.1, 5, 1.0, -2]}";
    json_t *found = structure_of(one, "", "");
    const json_t *rho = json_object_get(found, "rho");
    cr_expect(eq(sz, json_object_size(rho), 4));
    expect_number(rho, "1", 0.5, TOL_FRACTION);
    expect_number(rho, "0.10000000000000001", 0.95, TOL_FRACTION);
    expect_number(rho, "5", 1.5, TOL_FRACTION);
    expect_number(rho, "-2", 2, TOL_FRACTION);
    json_decref(found);
}

/* theta 1, eta 1/2, hessians 1, centres 0 and 6. Agent 1 hears 0 fresh; the age of 1 at 0 is a
   part. */
#define ONE_LATE(age) PAIR("4", "1", "1", "[[0.5, 0.5], [0.5, 0.5]]", "[[0, " age "], [0, 0]]", \
                           "[[0], [6]]")

static double entry(const json_t *object, const char *key, size_t row, size_t column)
{
    const json_t *table = json_object_get(object, key);
    cr_assert(eq(sz, json_array_size(table), 2), "%s", key);
    return json_number_value(json_array_get(json_array_get(table, row), column));
}

static void expect_table(const json_t *object, const char *key, double late, double tolerance)
{
    cr_expect(epsilon_eq(dbl, entry(object, key, 0, 1), late, tolerance), "%s", key);
    cr_expect(eq(dbl, entry(object, key, 0, 0), 0), "%s", key);
    cr_expect(eq(dbl, entry(object, key, 1, 0), 0), "%s", key);
    cr_expect(eq(dbl, entry(object, key, 1, 1), 0), "%s", key);
}

static void expect_null(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    cr_expect(value && json_is_null(value), "%s", key);
}

/* Age 1: the deviations repeat after two steps, times -1/4, so that E1 = 4/3, E2^2 = 8/15 and rows
   of E sum to 0. eta h = 1/2: H_h(4) = H_h(1)/8, squares 2, 1/2, 1/8: trace (21/8)(64/63)/4 = 2/3.
   At rest x = (18, 30)/7; q = (2/5, 3/5); corrected x = (36, 66)/17. */
Test(structure, one_late_link_by_hand)
{
    json_t *found = structure_of(ONE_LATE("1"), "\"h\": []", "\"h\": [1, 4]");
    const json_t *trace = json_object_get(found, "trace_C");
    expect_table(found, "E1", 4.0 / 3, TOL_SUM);
    expect_table(found, "E2", 0.73029674334022154, TOL_SUM);
    expect_table(found, "C3", 0, TOL_SUM);
    expect_table(found, "epsilon", 0, TOL_SUM);
    expect_number(found, "aH", 0, TOL_SUM);
    expect_number(found, "aK", 0, TOL_SUM);
    expect_number(trace, "1", 2.0 / 3, TOL_SUM);
    expect_null(trace, "4"); /* unstable */
    cr_expect(epsilon_eq(dbl, entry(found, "fixed_point", 0, 0), 18.0 / 7, TOL_SUM));
    cr_expect(epsilon_eq(dbl, entry(found, "fixed_point", 1, 0), 30.0 / 7, TOL_SUM));
    cr_expect(epsilon_eq(dbl, entry(found, "fixed_point_corrected", 0, 0), 36.0 / 17, TOL_SUM));
    cr_expect(epsilon_eq(dbl, entry(found, "fixed_point_corrected", 1, 0), 66.0 / 17, TOL_SUM));
    json_decref(found);
}

/* Age 2, from a program of its own in another language: plain sums over 800 steps. eta h = 1/2
   makes the forecast's factor 1 - 2 eta h zero: squares of H_h 2, 1/4, 1, 1/4, then 0: (7/2)/4. */
Test(structure, one_link_of_age_2_by_another_program)
{
    json_t *found = structure_of(ONE_LATE("2"), "\"h\": []", "\"h\": [1]");
    expect_table(found, "E1", 6.447448714609687, TOL_SUM);
    expect_table(found, "E2", 2.2019275302527213, TOL_SUM);
    expect_table(found, "C3", 8.430806437578, TOL_OTHER);
    expect_table(found, "epsilon", 0.66698418676471, TOL_OTHER);
    expect_number(found, "aH", 2.108946594148578, TOL_SUM);
    expect_number(found, "aK", 1.6382925611582644, TOL_SUM);
    expect_number(json_object_get(found, "trace_C"), "1", 0.875, TOL_SUM);
    cr_expect(epsilon_eq(dbl, entry(found, "fixed_point", 0, 0), 3, TOL_SUM));
    cr_expect(epsilon_eq(dbl, entry(found, "fixed_point", 1, 0), 4.5, TOL_SUM));
    json_decref(found);
}

/* A step size of 0 rests everywhere; an agent that nobody hears cannot be corrected. */
Test(structure, fixed_points_that_do_not_exist)
{
    json_t *still = structure_of(ONE_LATE("1"), "\"eta\": 0.5", "\"eta\": 0");
    json_t *unheard = structure_of(ONE_LATE("1"), "[[0.5, 0.5], [0.5, 0.5]]",
                                   "[[1, 0], [0.5, 0.5]]");
    expect_null(still, "fixed_point");
    expect_null(still, "fixed_point_corrected");
    cr_expect(eq(sz, json_array_size(json_object_get(unheard, "fixed_point")), 2));
    expect_null(unheard, "fixed_point_corrected");
    json_decref(still);
    json_decref(unheard);
}

Test(structure, does_not_depend_on_correction)
{
    char *without = scenario_output("structure", scenario_text, "", "");
    scenario_expect_output("structure", scenario_text, "\"correction\": false",
                           "\"correction\": true", without);
    free(without);
}

/* Rows are used as if they summed to one exactly. */
Test(structure, rescales_rows)
{
    json_t *found = structure_of(EXAMPLE_D, "[0.75, 0.25]", "[0.7500000006, 0.2500000002]");
    expect_pair(found, "q", 19.0 / 37, 18.0 / 37, TOL_FRACTION);
    json_decref(found);
}
