/* build/replay on good scenarios, and how replay and structure are called. */
#include "scenario_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Quotients of small numbers. */
static const double TOL_FRACTION = 1e-15;

/* ---- replay ---- */

#define START "step,agent,x0\n0,0,4\n0,1,4\n"

Test(replay, example_A)
{
    static const char right[] = START "1,0,2\n1,1,6\n2,0,2\n2,1,5\n3,0,2.25\n3,1,5\n"
                                      "4,0,2.1875\n4,1,5.125\n";
    static const char one[] = PAIR("4", "0", "0.5", "[[0.5, 0.5], [0.5, 0.5]]", "[[0, 1], [0, 0]]",
                                   "[[0], [8]]");
    scenario_expect_output("replay", one, "", "", right);
    scenario_expect_output("replay", one, "\"lambda\": 0", "\"lambda\": 1", right);
    scenario_expect_output("replay", one, "[[0, 1], [0, 0]]", "[[0, 1], [1, 0]]",
                  START "1,0,2\n1,1,6\n2,0,2\n2,1,6\n3,0,2.25\n3,1,5.75\n4,0,2.3125\n4,1,5.6875\n");
}

Test(replay, example_C)
{
    static const char one[] = PAIR("4", "0", "0.5", "[[0.5, 0.5], [0.5, 0.5]]", "[[0, 2], [1, 0]]",
                                   "[[0], [6]]");
    scenario_expect_output("replay", one, "", "",
                           START "1,0,2\n1,1,5\n2,0,1.5\n2,1,4.75\n3,0,1.875\n3,1,4.4375\n"
                        "4,0,1.96875\n4,1,4.296875\n");
    scenario_expect_output("replay", one, "\"lambda\": 0", "\"lambda\": 1",
                           START "1,0,2\n1,1,5\n2,0,1.5\n2,1,4.75\n3,0,2.875\n3,1,4.4375\n"
                        "4,0,2.28125\n4,1,4.296875\n");
}

Test(replay, example_D)
{
    static const char one[] = PAIR("4", "0", "[0.75, 0.5]", "[[0.75, 0.25], [0.5, 0.5]]",
                                   "[[0, 2], [1, 0]]", "[[0], [6]]");
    scenario_expect_output("replay", one, "", "",
                           START "1,0,2\n1,1,5\n2,0,1.375\n2,1,4.75\n3,0,1.5546875\n3,1,4.4375\n"
                        "4,0,1.61083984375\n4,1,4.28125\n");
    scenario_expect_output("replay", one, "\"lambda\": 0", "\"lambda\": 1",
                           START "1,0,2\n1,1,5\n2,0,1.375\n2,1,4.75\n3,0,2.3046875\n3,1,4.4375\n"
                        "4,0,1.90380859375\n4,1,4.28125\n");
}

Test(replay, no_steps)
{
    scenario_expect_output("replay", scenario_text, "\"steps\": 3", "\"steps\": 0",
                           "step,agent,x0,x1\n0,0,1,2\n0,1,1,2\n");
}

/* Ages beyond the run are all the same, and cost no memory; on a link of weight 0 none counts. */
Test(replay, ages_beyond_the_run)
{
    static const char link[] = "[0.5, 0.5], [0.25, 0.75]],\n \"ages\": [[0, 2], [0, 0]]";
    static const char no_link[] = "[1, 0], [0.25, 0.75]], \"ages\": [[0, 1000000], [0, 0]]";
    char *far = scenario_output("replay", scenario_text, "[[0, 2], [0, 0]]",
                                "[[0, 1000000], [0, 0]]");
    char *apart = scenario_output("replay", scenario_text, "[[0.5, 0.5]", "[[1, 0]");
    char *structure = scenario_output("structure", scenario_text, "[[0.5, 0.5]", "[[1, 0]");
    scenario_expect_output("replay", scenario_text, "[[0, 2], [0, 0]]", "[[0, 3], [0, 0]]", far);
    scenario_expect_output("replay", scenario_text, link, no_link, apart);
    scenario_expect_output("structure", scenario_text, link, no_link, structure);
    free(far);
    free(apart);
    free(structure);
}

/* Two agents, one hearing the other late; by hand: q = (4/7, 3/7), so gradients are scaled by 7/8
   and 7/6; x(1) = 4 - 0.5*(7/8)*4 = 2.25 and 4 + 0.5*(7/6)*4 = 19/3. */
Test(replay, correction)
{
    static const char one[] = PAIR("1", "0", "0.5", "[[0.5, 0.5], [0.5, 0.5]]", "[[0, 1], [0, 0]]",
                                   "[[0], [8]]");
    char *found = scenario_output("replay", one, "\"correction\": false", "\"correction\": true");
    double first = 0, second = 0;
    cr_assert(eq(int, sscanf(found, START "1,0,%lf 1,1,%lf", &first, &second), 2));
    cr_expect(epsilon_eq(dbl, first, 2.25, 4 * TOL_FRACTION));
    cr_expect(epsilon_eq(dbl, second, 19.0 / 3, 8 * TOL_FRACTION));
    free(found);
}

/* Agent 0 of example A at step 1: predict 3, clip 1, own x 2, gradient 2: clip goes downhill. */
Test(replay, practical_variant)
{
    scenario_expect_output("replay",
                           PAIR("2", "0", "\"pv\"", "[[0.5, 0.5], [0.5, 0.5]]", "[[0, 1], [0, 0]]",
                       "[[0], [8]]"), "", "",
                  START "1,0,2\n1,1,6\n2,0,1\n2,1,5\n");
}

Test(replay, clip_weights_of_its_own)
{
    scenario_expect_output("replay",
                  PAIR("2", "0", "0", "[[0.5, 0.5], [0.5, 0.5]]", "[[0, 1], [0, 0]]", "[[0], [8]]"),
                  "\"ages\"", "\"clip_weights\": [[1, 0], [0.25, 0.75]], \"ages\"",
                  START "1,0,2\n1,1,6\n2,0,1\n2,1,6\n");
}

Test(replay, a_run_that_overflows_is_printed)
{
    char *found = scenario_output("replay",
                         PAIR("40", "0", "0.5", "[[0.5, 0.5], [0.5, 0.5]]", "[[0, 1], [0, 0]]",
                              "[[0], [8]]"),
                         "\"hessian\": [[1], [1]]", "\"hessian\": [[1e30], [1]]");
    cr_expect(strstr(found, "inf") != NULL);
    cr_expect(strstr(found, "\n40,1,") != NULL);
    free(found);
}

/* ---- how they are called ---- */

Test(calls, help)
{
    static const char *const programs[] = {"replay", "structure"};
    size_t j;
    for (j = 0; j < 2; j++) {
        process run = PROCESS(programs[j], "--help");
        cr_expect(eq(int, run.status, 0));
        cr_expect(eq(str, run.err, ""));
        cr_expect(strstr(run.out, programs[j]) && strstr(run.out, "\"clip_rule\""));
        process_free(&run);
        process_expect_refusal(process_run(programs[j], (const char *const[]){NULL}), "argument",
                               "--help");
        process_expect_refusal(PROCESS(programs[j], "a.json", "b.json"), "2 arguments", NULL);
        process_expect_refusal(PROCESS(programs[j], "/nowhere/a.json"), "/nowhere/a.json",
                               "No such file");
        process_expect_refusal(PROCESS(programs[j], "/tmp"), "/tmp", "directory");
        process_expect_refusal(PROCESS(programs[j], ""), "cannot read", NULL);
        process_expect_refusal(PROCESS(programs[j], "/nowhere/a\nb"), "/nowhere/a?b", NULL);
    }
}
