/* Scenario files that are right: every form of every key. tests/programs has those that are not. */
#include "../../experiments/harness/json_spot.h"
#include "../../experiments/harness/scenario.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Three agents, two parameters. */
static const char full[] =
    "{\"agents\": 3, \"dim\": 2, \"steps\": 7, \"eta\": 0.05, \"lambda\": 1,\n"
    " \"theta\": [0, 0.5, 1], \"clip_rule\": \"renormalise\",\n"
    " \"weights\": [[0.5, 0.25, 0.25], [0, 1, 0], [0.3, 0, 0.7]],\n"
    " \"ages\": [[0, 1000000, 0], [5, 0, 0], [0, 0, 0]], \"correction\": true,\n"
    " \"x0\": [1, -2.5],\n"
    " \"objective\": {\"kind\": \"quadratic\", \"hessian\": [[1, 2], [3, 4], [5, -6e-1]],\n"
    "                 \"center\": [[0, 0], [1, 1], [2, 100000000000000000000]]},\n"
    " \"h\": [0, 1.5]}";

/* The text with one part of it replaced, as a scenario. */
static scenario *load(const char *text, const char *part, const char *by)
{
    char path[] = "/tmp/scenarioXXXXXX";
    const char *at = strstr(text, part);
    int file = mkstemp(path);
    FILE *stream = file < 0 ? NULL : fdopen(file, "w");
    scenario *self;
    cr_assert(ne(ptr, stream, NULL));
    cr_assert(ne(ptr, (void *)at, NULL));
    fprintf(stream, "%.*s%s%s", (int)(at - text), text, by, at + strlen(part));
    fclose(stream);
    self = scenario_load(path);
    remove(path);
    return self;
}

static void expect_reals(const double *found, const double *right, size_t count)
{
    size_t at;
    for (at = 0; at < count; at++) {
        cr_expect(eq(dbl, found[at], right[at]), "element %zu", at);
    }
}

Test(scenario, numbers_and_words)
{
    scenario *s = load(full, "", "");
    cr_expect(eq(sz, s->agents, 3));
    cr_expect(eq(sz, s->dim, 2));
    cr_expect(eq(sz, s->steps, 7));
    cr_expect(eq(dbl, s->eta, 0.05));
    cr_expect(eq(dbl, s->lambda, 1));
    cr_expect(eq(int, (int)s->clip_rule, (int)CLIP_RENORMALISE));
    cr_expect(s->correction);
    cr_expect(eq(ptr, s->clip_weights, NULL));
    scenario_free(s);
}

Test(scenario, lists_and_tables)
{
    scenario *s = load(full, "", "");
    static const size_t ages[9] = {0, 1000000, 0, 5, 0, 0, 0, 0, 0};
    expect_reals(s->theta, (double[]){0, 0.5, 1}, 3);
    expect_reals(s->weights, (double[]){0.5, 0.25, 0.25, 0, 1, 0, 0.3, 0, 0.7}, 9);
    cr_expect(eq(int, memcmp(s->ages, ages, sizeof ages), 0));
    expect_reals(s->x0, (double[]){1, -2.5, 1, -2.5, 1, -2.5}, 6);
    expect_reals(s->hessian, (double[]){1, 2, 3, 4, 5, -0.6}, 6);
    expect_reals(s->center, (double[]){0, 0, 1, 1, 2, 1e20}, 6);
    cr_expect(eq(sz, s->h_count, 2));
    expect_reals(s->h, (double[]){0, 1.5}, 2);
    scenario_free(s);
}

Test(scenario, one_theta_for_all)
{
    scenario *s = load(full, "[0, 0.5, 1]", "1");
    expect_reals(s->theta, (double[]){1, 1, 1}, 3);
    scenario_free(s);
}

Test(scenario, the_practical_variant_has_no_theta)
{
    scenario *s = load(full, "true", "false"), *practical;
    cr_expect(not(s->correction));
    scenario_free(s);
    practical = load("{\"agents\": 1, \"dim\": 1, \"steps\": 0, \"eta\": 0, \"lambda\": 0, "
                     "\"theta\": \"pv\", \"clip_rule\": \"self\", \"weights\": [[1]], "
                     "\"ages\": [[0]], \"correction\": false, \"x0\": [[3]], \"objective\": "
                     "{\"kind\": \"quadratic\", \"hessian\": [[1]], \"center\": [[0]]}}", "", "");
    cr_expect(eq(ptr, practical->theta, NULL));
    cr_expect(eq(int, (int)practical->clip_rule, (int)CLIP_TO_SELF));
    cr_expect(eq(sz, practical->h_count, 0));
    expect_reals(practical->x0, (double[]){3}, 1);
    scenario_free(practical);
}

Test(scenario, a_start_by_agent)
{
    scenario *s = load(full, "[1, -2.5]", "[[1, 2], [3, 4], [5, 6]]");
    expect_reals(s->x0, (double[]){1, 2, 3, 4, 5, 6}, 6);
    scenario_free(s);
}

/* On fresh links and on the agent itself, whatever its weight. */
Test(scenario, clip_weights_of_its_own)
{
    scenario *s = load(full, "\"clip_rule\"",
                       "\"clip_weights\": [[0.5, 0, 0.5], [0, 1, 0], [0.25, 0, 0.75]], "
                       "\"clip_rule\"");
    cr_expect(eq(int, (int)s->clip_rule, (int)CLIP_GIVEN));
    expect_reals(s->clip_weights, (double[]){0.5, 0, 0.5, 0, 1, 0, 0.25, 0, 0.75}, 9);
    scenario_free(s);
    s = load(full, "[[0.5, 0.25, 0.25], [0, 1, 0], [0.3, 0, 0.7]]",
             "[[0, 0.5, 0.5], [0, 1, 0], [0.3, 0, 0.7]], "
             "\"clip_weights\": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]");
    cr_expect(eq(dbl, s->clip_weights[0], 1));
    scenario_free(s);
}

Test(scenario, rows_may_be_off_one_by_less_than_1e_9)
{
    scenario *s = load(full, "[0, 1, 0]", "[0, 1.0000000009, 0]");
    cr_expect(eq(dbl, s->weights[4], 1.0000000009));
    scenario_free(s);
}

Test(scenario, an_empty_list_of_h)
{
    scenario *s = load(full, "[0, 1.5]", "[]");
    cr_expect(eq(sz, s->h_count, 0));
    scenario_free(s);
}

/* ---- places in a text ---- */

static void expect_spot(const char *text, const char *word, const char *right)
{
    char words[JSON_SPOT_WORDS];
    size_t begin, end, byte = (size_t)(strstr(text, word) - text);
    json_spot spot = json_spot_find(text, strlen(text), byte, &begin, &end);
    cr_expect(eq(str, (char *)json_spot_words(&spot, words), (char *)right));
    cr_expect(eq(sz, begin, byte));
    cr_expect(eq(sz, end, byte + strlen(word)));
}

Test(json_spot, names_key_and_indices)
{
    static const char text[] = "{\"a\": 17, \"b\": [1, 2, 33],\n"
                               " \"c,[\\\"\": {\"d\": [[4], [5, -Inf]]},"
                               " \"e\" : {\"f\": {}, \"g\": nan}, \"h\": [[[66]]]}";
    expect_spot(text, "17", "a");
    expect_spot(text, "33", "b: entry 2");
    expect_spot(text, "-Inf", "c,[\\\".d: row 1, entry 1");
    expect_spot(text, "nan", "e.g");
    expect_spot(text, "66", "h: row 0, entry 0");
    expect_spot("[[1, 2], [x]]", "x", "row 1, entry 0");
}

Test(json_spot, reads_broken_texts_to_their_end)
{
    static const char *const texts[] = {"", "{", "{\"", "{\"a", "{\"a\\", "}}]]", "[[[[[[[[[[[[{",
                                        "{\"a\":[1,[{\"b\":,,:\"", ":::,,,", "\"", "[1,]}{"};
    char words[JSON_SPOT_WORDS];
    size_t t, byte, begin, end;
    for (t = 0; t < sizeof texts / sizeof *texts; t++) {
        for (byte = 0; byte <= strlen(texts[t]) + 1; byte++) {
            json_spot spot = json_spot_find(texts[t], strlen(texts[t]), byte, &begin, &end);
            cr_expect(le(sz, begin, end));
            cr_expect(le(sz, end, strlen(texts[t])));
            cr_expect(lt(sz, strlen(json_spot_words(&spot, words)), (size_t)JSON_SPOT_WORDS));
        }
    }
}
