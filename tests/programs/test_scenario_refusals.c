/* Scenario files that are wrong: both programs say so in one line that names the key and the place,
   and nothing else. */
#include "scenario_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

typedef struct refusal {
    const char *part, *by;    /* what is replaced in scenario_text, and by what */
    const char *what, *also; /* parts of the message */
} refusal;

static void expect(const refusal *table, size_t count)
{
    size_t j;
    for (j = 0; j < count; j++) {
        const refusal *at = &table[j];
        process_expect_refusal(scenario_run("replay", scenario_text, at->part, at->by), at->what,
                               at->also);
        process_expect_refusal(scenario_run("structure", scenario_text, at->part, at->by), at->what,
                               at->also);
    }
}

#define EXPECT(table) expect(table, sizeof(table) / sizeof *(table))

Test(refusals, keys)
{
    static const refusal table[] = {
        {"\"agents\": 2, ", "", "agents", "missing"},
        {"\"dim\": 2, ", "", "dim", "missing"},
        {"\"steps\": 3, ", "", "steps", "missing"},
        {"\"eta\": 0.1, ", "", "eta", "missing"},
        {"\"lambda\": 0.3,", "", "lambda", "missing"},
        {"\"theta\": [0.5, 0.75], ", "", "theta", "missing"},
        {"\"clip_rule\": \"self\",", "", "clip_rule", "missing"},
        {"\"clip_rule\": \"self\",", "\"clip_weights\": [[1, 0], [0.25, 0.75]],", "clip_rule",
         "missing"},
        {"\"weights\": [[0.5, 0.5], [0.25, 0.75]],", "", "weights", "missing"},
        {"\"ages\": [[0, 2], [0, 0]],", "", "ages", "missing"},
        {"\"correction\": false,", "", "correction", "missing"},
        {"\"x0\": [1, 2],", "", "x0", "missing"},
        {"\"kind\": \"quadratic\", ", "", "objective.kind", "missing"},
        {"\"hessian\": [[1, 2], [3, 4]],", "", "objective.hessian", "missing"},
        {",\n   \"center\": [[5, 6], [7, 8]]", "", "objective.center", "missing"},
        {"\"h\":", "\"H\":", "\"H\"", NULL},
        {"\"kind\":", "\"sort\": 1, \"kind\":", "objective.", "\"sort\""},
        {"\"eta\":", "\"line\\nfeed \xc3\xa4\": 1, \"eta\":", "line\\nfeed", NULL},
        {"\"eta\": 0.1", "\"eta\": 0.1, \"eta\": 0.1", "eta", "twice"},
        {"\"kind\"", "\"center\": 1, \"kind\"", "objective.center", "twice"}};
    EXPECT(table);
}

Test(refusals, single_numbers)
{
    static const refusal table[] = {
        {"\"agents\": 2", "\"agents\": 0", "agents is 0", "at least 1"},
        {"\"agents\": 2", "\"agents\": -2", "agents is -2", "at least 1"},
        {"\"agents\": 2", "\"agents\": 2.0", "agents is 2", "an integer"},
        {"\"agents\": 2", "\"agents\": \"2\"", "agents is \"2\"", "an integer"},
        {"\"agents\": 2", "\"agents\": 3", "weights is a list of 2", "a list of 3"},
        {"\"agents\": 2", "\"agents\": 9000000000000000000", "weights is a list of 2", NULL},
        {"\"agents\": 2", "\"agents\": 90000000000000000000", "agents is 9e+19", "an integer"},
        {"\"dim\": 2", "\"dim\": 0", "dim is 0", "at least 1"},
        {"\"dim\": 2", "\"dim\": 2e0", "dim is 2", "an integer"},
        {"\"dim\": 2", "\"dim\": 9000000000000000000", "x0 is a list of 2", NULL},
        {"\"steps\": 3", "\"steps\": -1", "steps is -1", "at least 0"},
        {"\"steps\": 3", "\"steps\": 3.5", "steps is 3.5", "an integer"},
        {"\"steps\": 3", "\"steps\": null", "steps is null", "an integer"},
        {"\"eta\": 0.1", "\"eta\": -0.1", "eta is -0.1", "at least 0"},
        {"\"eta\": 0.1", "\"eta\": true", "eta is true", "a number"},
        {"\"eta\": 0.1", "\"eta\": [0.1]", "eta is a list of 1", "a number"},
        {"\"lambda\": 0.3", "\"lambda\": -1e-300", "lambda is -1e-300", "at least 0"},
        {"\"lambda\": 0.3", "\"lambda\": {}", "lambda is an object", "a number"},
        {"\"correction\": false", "\"correction\": 0", "correction is 0", "true or false"},
        {"\"correction\": false", "\"correction\": \"true\"", "correction is \"true\"",
         "or false"}};
    EXPECT(table);
}

Test(refusals, theta_and_words)
{
    static const refusal table[] = {
        {"[0.5, 0.75], ", "1.5, ", "theta is 1.5", "0 to 1"},
        {"[0.5, 0.75], ", "1.0000000000000002, ", "theta is 1.0000000000000002", "0 to 1"},
        {"[0.5, 0.75], ", "-1, ", "theta is -1", "0 to 1"},
        {"[0.5, 0.75], ", "[0.5, 1.5], ", "theta: entry 1 is 1.5", "0 to 1"},
        {"[0.5, 0.75], ", "[0.5], ", "theta is a list of 1", "a list of 2"},
        {"[0.5, 0.75], ", "[0.5, \"pv\"], ", "theta: entry 1 is \"pv\"", "0 to 1"},
        {"[0.5, 0.75], ", "\"PV\", ", "theta is \"PV\"", "\"pv\""},
        {"[0.5, 0.75], ", "null, ", "theta is null", "\"pv\""},
        {"[0.5, 0.75], ", "[], ", "theta is a list of 0", "a list of 2"},
        {"\"self\"", "\"Self\"", "clip_rule is \"Self\"", "\"self\" or \"renormalise\""},
        {"\"self\"", "3", "clip_rule is 3", "\"self\""},
        {"\"quadratic\"", "\"cubic\"", "objective.kind is \"cubic\"", "\"quadratic\""},
        {"{\"kind\": \"quadratic\", \"hessian\": [[1, 2], [3, 4]],\n"
         "   \"center\": [[5, 6], [7, 8]]}", "7", "objective is 7", "an object"}};
    EXPECT(table);
}

Test(refusals, weights_and_ages)
{
    static const refusal table[] = {
        {"[0.25, 0.75]]", "[0.35, 0.75]]", "weights: row 1 sums to 1.1", "within 1e-09"},
        {"[0.25, 0.75]]", "[0.25, 0.750000002]]", "weights: row 1 sums to 1.000000002", NULL},
        {"[0.25, 0.75]]", "[0, 0]]", "weights: row 1 sums to 0", NULL},
        {"[0.25, 0.75]]", "[1.25, -0.25]]", "weights: row 1, entry 1 is -0.25", "at least 0"},
        {"[0.25, 0.75]]", "[0.25, \"0.75\"]]", "weights: row 1, entry 1 is \"0.75\"", "a number"},
        {"[0.25, 0.75]]", "[1]]", "weights: row 1 is a list of 1", "a list of 2"},
        {"[0.25, 0.75]]", "0.25]", "weights: row 1 is 0.25", "a list of 2"},
        {"[0.25, 0.75]]", "[0.25, 0.75], [1, 0]]", "weights is a list of 3", "a list of 2"},
        {"[[0.5, 0.5], [0.25, 0.75]]", "1", "weights is 1", "a list of 2"},
        {"[[0, 2], [0, 0]]", "[[0, 2], [0, 1]]", "ages: row 1, entry 1 is 1", "allowed is 0"},
        {"[[0, 2], [0, 0]]", "[[0, -2], [0, 0]]", "ages: row 0, entry 1 is -2", "0 to 1000000"},
        {"[[0, 2], [0, 0]]", "[[0, 1000001], [0, 0]]", "ages: row 0, entry 1 is 1000001", NULL},
        {"[[0, 2], [0, 0]]", "[[0, 2.0], [0, 0]]", "ages: row 0, entry 1 is 2", "an integer"},
        {"[[0, 2], [0, 0]]", "[[0, true], [0, 0]]", "ages: row 0, entry 1 is true", "an integer"},
        {"[[0, 2], [0, 0]]", "[[0, 2]]", "ages is a list of 1", "a list of 2"},
        {"[[0, 2], [0, 0]]", "[[0, 2], [0]]", "ages: row 1 is a list of 1", "a list of 2"}};
    EXPECT(table);
}

/* On the stale link 0-1, on a link of weight 0, and what holds for all weights. */
Test(refusals, clip_weights)
{
    static const refusal table[] = {
        {"\"h\"", "\"clip_weights\": [[0.5, 0.5], [0.25, 0.75]], \"h\"",
         "clip_weights: row 0, entry 1 is 0.5", "stale"},
        {"[0.25, 0.75]]", "[0, 1]], \"clip_weights\": [[1, 0], [0.25, 0.75]]",
         "clip_weights: row 1, entry 0 is 0.25", "weight"},
        {"\"h\"", "\"clip_weights\": [[0.9, 0], [0.25, 0.75]], \"h\"",
         "clip_weights: row 0 sums to 0.9", NULL},
        {"\"h\"", "\"clip_weights\": [[1, 0], [-0.25, 1.25]], \"h\"",
         "clip_weights: row 1, entry 0 is -0.25", "at least 0"},
        {"\"h\"", "\"clip_weights\": [[1, 0]], \"h\"", "clip_weights is a list of 1",
         "a list of 2"},
        {"\"h\"", "\"clip_weights\": null, \"h\"", "clip_weights is null", "a list of 2"}};
    EXPECT(table);
}

Test(refusals, start_objective_and_h)
{
    static const refusal table[] = {
        {"\"x0\": [1, 2]", "\"x0\": [1]", "x0 is a list of 1", "a list of 2"},
        {"\"x0\": [1, 2]", "\"x0\": 1", "x0 is 1", "a list of 2"},
        {"\"x0\": [1, 2]", "\"x0\": []", "x0 is a list of 0", "a list of 2"},
        {"\"x0\": [1, 2]", "\"x0\": [1, \"a\"]", "x0: entry 1 is \"a\"", "a number"},
        {"\"x0\": [1, 2]", "\"x0\": [1, [2, 3]]", "x0: entry 1 is a list of 2", "a number"},
        {"\"x0\": [1, 2]", "\"x0\": [[1, 2]]", "x0 is a list of 1", "a list of 2"},
        {"\"x0\": [1, 2]", "\"x0\": [[1, 2], [3]]", "x0: row 1 is a list of 1", "a list of 2"},
        {"\"x0\": [1, 2]", "\"x0\": [[1, 2], [3, null]]", "x0: row 1, entry 1 is null", "a number"},
        {"[[1, 2], [3, 4]]", "[[1, 2], [3, 4, 5]]", "objective.hessian: row 1 is a list of 3",
         NULL},
        {"[[1, 2], [3, 4]]", "[1, 2]", "objective.hessian: row 0 is 1", "a list of 2"},
        {"[[1, 2], [3, 4]]", "[[1, 2], [3, {}]]", "objective.hessian: row 1, entry 1", "a number"},
        {"[[5, 6], [7, 8]]", "[[5, 6]]", "objective.center is a list of 1", "a list of 2"},
        {"[[5, 6], [7, 8]]", "[[5, 6], [false, 8]]", "objective.center: row 1, entry 0",
         "a number"},
        {"[1, 0.5]}", "[1, \"a\"]}", "h: entry 1 is \"a\"", "a number"},
        {"[1, 0.5]}", "1}", "h is 1", "a list of numbers"}};
    EXPECT(table);
}

/* JSON has no such numbers, but other programs write them. */
Test(refusals, numbers_that_are_not_finite)
{
    static const refusal table[] = {
        {"[0.25, 0.75]]", "[0.25, NaN]]", "weights: row 1, entry 1 is NaN", "not a finite number"},
        {"[0.25, 0.75]]", "[-nan, 1]]", "weights: row 1, entry 0 is -nan", "not a finite number"},
        {"\"eta\": 0.1", "\"eta\": Infinity", "eta is Infinity", "not a finite number"},
        {"\"lambda\": 0.3", "\"lambda\": -Infinity", "lambda is -Infinity", "not a finite number"},
        {"[0.5, 0.75], ", "[0.5, inf], ", "theta: entry 1 is inf", "not a finite number"},
        {"[0.5, 0.75], ", "NaN, ", "theta is NaN", "not a finite number"},
        {"[[0, 2], [0, 0]]", "[[0, 1e999], [0, 0]]", "ages: row 0, entry 1 is 1e999",
         "not a finite"},
        {"\"x0\": [1, 2]", "\"x0\": [1, -1e999]", "x0: entry 1 is -1e999", "not a finite number"},
        {"\"x0\": [1, 2]", "\"x0\": [[1, 2], [3, +Inf]]", "x0: row 1, entry 1 is +Inf",
         "not a finite"},
        {"[[5, 6], [7, 8]]", "[[5, 6], [7, nan(0x8)]]", "objective.center: row 1, entry 1",
         "nan(0x8)"},
        {"[[1, 2], [3, 4]]", "[[1, Infinity], [3, 4]]", "objective.hessian: row 0, entry 1", NULL},
        {"[1, 0.5]}", "[1, NaN]}", "h: entry 1 is NaN", "not a finite number"},
        {"\"steps\": 3", "\"steps\": NaN", "steps is NaN", "not a finite number"}};
    EXPECT(table);
}

Test(refusals, texts_that_are_not_JSON)
{
    static const refusal table[] = {
        {"\"steps\": 3,", "\"steps\": 3", "line 1", "not JSON"},
        {"[0.5, 0.75], ", "[0.5, 0.75, ], ", "line 2", "not JSON"},
        {"\"ages\"", "ages", "line 4", "not JSON"},
        {"[1, 0.5]}", "[1, 0.5]", "not JSON", NULL},
        {"[1, 0.5]}", "[1, 0.5]} {}", "not JSON", NULL},
        {"\"eta\": 0.1", "\"eta\": .1", "line 1", "not JSON"},
        {"\"eta\": 0.1", "\"eta\": 01", "line 1", "not JSON"},
        {"\"eta\": 0.1", "\"e\nta\": 0.1", "line 1", "not JSON"},
        {"\"eta\": 0.1", "\"\xff\xfe\": 0.1", "line 1", "not JSON"}};
    EXPECT(table);
    process_expect_refusal(scenario_run_bytes("replay", "", 0), "not JSON", NULL);
    process_expect_refusal(scenario_run_bytes("replay", "[1, 2]", 6), "a list", "an object");
    process_expect_refusal(scenario_run_bytes("replay", "{\"agents\": 1\0}", 14), "not JSON", NULL);
    process_expect_refusal(scenario_run_bytes("structure", "{}", 2), "agents", "missing");
}

/* ---- what only a whole network shows ---- */

Test(refusals, correction)
{
    static const refusal table[] = {
        {"[0.5, 0.75], ", "\"pv\", ", "correction", "pv"},
        {"[[0.5, 0.5], [0.25, 0.75]]", "[[1, 0], [0, 1]]", "closed classes", "agent 1"},
        {"[0.5, 0.75], \"clip_rule\": \"self\",\n \"weights\": [[0.5, 0.5], [0.25, 0.75]]",
         "1, \"clip_rule\": \"self\", \"weights\": [[0, 1], [1, 0]]", "periodic", "multiple of 4"},
        {"[[0.5, 0.5], [0.25, 0.75]]", "[[1, 0], [0.25, 0.75]]", "agent 1 has q = 0",
         "above 1e-12"},
        {"[[0.5, 0.5], [0.25, 0.75]]", "[[1, 1e-14], [1e-1, 0.9]]", "agent 1 has q = ", "above"}};
    char text[1024];
    const char *at = strstr(scenario_text, "\"correction\": false");
    size_t j;
    snprintf(text, sizeof text, "%.*s\"correction\": true%s", (int)(at - scenario_text),
             scenario_text, at + strlen("\"correction\": false"));
    for (j = 0; j < sizeof table / sizeof *table; j++) {
        const char *by = table[j].by;
        process_expect_refusal(scenario_run("replay", text, table[j].part, by), "correction",
                               table[j].what);
        process_expect_refusal(scenario_run("replay", text, table[j].part, by), table[j].what,
                               table[j].also);
    }
}

Test(refusals, structure)
{
    static const refusal table[] = {
        {"[0.5, 0.75], ", "\"pv\", ", "theta", "pv"},
        {"[[0.5, 0.5], [0.25, 0.75]]", "[[1, 0], [0, 1]]", "weights: several closed classes",
         "agent 1"},
        {"[0.5, 0.75], \"clip_rule\": \"self\",\n \"weights\": [[0.5, 0.5], [0.25, 0.75]]",
         "1, \"clip_rule\": \"self\", \"weights\": [[0, 1], [1, 0]]", "weights: periodic",
         "multiple of 4"},
        {"[[0, 2], [0, 0]]", "[[0, 1001], [0, 0]]", "ages: row 0, entry 1 is 1001", "1000"},
        {"[1, 0.5]}", "[1, 1e300]}", "h: entry 1 is 1e+300", NULL}};
    size_t j;
    for (j = 0; j < sizeof table / sizeof *table; j++) {
        process_expect_refusal(
            scenario_run("structure", scenario_text, table[j].part, table[j].by), table[j].what,
            table[j].also);
    }
}
