/* Scenario files for tests: a text with one part replaced, in a folder of its own. */
#ifndef TESTS_PROGRAMS_SCENARIO_TEXT_H
#define TESTS_PROGRAMS_SCENARIO_TEXT_H

#include "process.h"

#include <stddef.h>

/* Two agents, two parameters, one stale link. */
extern const char scenario_text[];

/* Runs a program on a file that holds these bytes. */
process scenario_run_bytes(const char *program, const char *bytes, size_t length);

/* Runs a program on `text` with the first occurrence of `part` replaced. */
process scenario_run(const char *program, const char *text, const char *part, const char *by);

/* Its standard output where it must succeed; to be freed. */
char *scenario_output(const char *program, const char *text, const char *part, const char *by);
void scenario_expect_output(const char *program, const char *text, const char *part,
                            const char *by, const char *right);

/* The worked examples of docs/theory.md, section 14, in parts. */
#define PAIR(steps, lambda, theta, weights, ages, centers)                                   \
    "{\"agents\": 2, \"dim\": 1, \"steps\": " steps ", \"eta\": 0.5, \"lambda\": " lambda    \
    ", \"theta\": " theta ", \"clip_rule\": \"self\", \"weights\": " weights                 \
    ", \"ages\": " ages ", \"correction\": false, \"x0\": [4], "                            \
    "\"objective\": {\"kind\": \"quadratic\", \"hessian\": [[1], [1]], \"center\": " centers \
    "}, \"h\": []}"

#endif
