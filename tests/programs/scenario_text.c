#include "scenario_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char scenario_text[] =
    "{\"agents\": 2, \"dim\": 2, \"steps\": 3, \"eta\": 0.1, \"lambda\": 0.3,\n"
    " \"theta\": [0.5, 0.75], \"clip_rule\": \"self\",\n"
    " \"weights\": [[0.5, 0.5], [0.25, 0.75]],\n"
    " \"ages\": [[0, 2], [0, 0]],\n"
    " \"correction\": false,\n"
    " \"x0\": [1, 2],\n"
    " \"objective\": {\"kind\": \"quadratic\", \"hessian\": [[1, 2], [3, 4]],\n"
    "   \"center\": [[5, 6], [7, 8]]},\n"
    " \"h\": [1, 0.5]}\n";

process scenario_run_bytes(const char *program, const char *bytes, size_t length)
{
    char folder[] = "/tmp/scenarioXXXXXX", path[64];
    FILE *stream;
    process result;
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    snprintf(path, sizeof path, "%s/a.json", folder);
    stream = fopen(path, "w");
    cr_assert(ne(ptr, stream, NULL));
    cr_assert(eq(sz, fwrite(bytes, 1, length, stream), length));
    fclose(stream);
    result = PROCESS(program, path);
    remove(path);
    rmdir(folder);
    return result;
}

process scenario_run(const char *program, const char *text, const char *part, const char *by)
{
    const char *at = strstr(text, part);
    size_t length = strlen(text) + strlen(by) + 1;
    char *changed = calloc(length, 1);
    process result;
    cr_assert(at != NULL && changed != NULL, "no \"%s\" in the scenario", part);
    snprintf(changed, length, "%.*s%s%s", (int)(at - text), text, by, at + strlen(part));
    result = scenario_run_bytes(program, changed, strlen(changed));
    free(changed);
    return result;
}

char *scenario_output(const char *program, const char *text, const char *part, const char *by)
{
    process run = scenario_run(program, text, part, by);
    cr_expect(eq(int, run.status, 0), "%s", run.err);
    cr_expect(eq(str, run.err, ""));
    free(run.err);
    return run.out;
}

void scenario_expect_output(const char *program, const char *text, const char *part,
                            const char *by, const char *right)
{
    char *found = scenario_output(program, text, part, by);
    cr_expect(eq(str, found, (char *)right));
    free(found);
}
