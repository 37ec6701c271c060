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

#endif
