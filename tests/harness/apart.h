/* Actions that end the program, in a process of their own, so that one test can try many. */
#ifndef TESTS_HARNESS_APART_H
#define TESTS_HARNESS_APART_H

#include <stddef.h>

typedef void apart_action(void *context);

/* Exit status of the action (0 if it returns), and what it wrote to standard error. */
int apart_run(apart_action *action, void *context, char *text, size_t size);

/* The action is refused: status 2, one line on standard error that has `what` in it. */
void apart_expect_refusal(apart_action *action, void *context, const char *what);

/* The action stops as a defect of the program: status 1, one line that has `what` in it. */
void apart_expect_defect(apart_action *action, void *context, const char *what);

#endif
