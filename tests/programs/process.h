/* Runs a program of the build folder and keeps what it printed. */
#ifndef TESTS_PROGRAMS_PROCESS_H
#define TESTS_PROGRAMS_PROCESS_H

#include <stdio.h>
#include <sys/types.h>

typedef struct process {
    int status;      /* exit status; 128 + number of the signal that ended it */
    char *out, *err; /* standard output and error, whole */
} process;

/* argument: ended by NULL, without the program's name. The program is taken from the folder that
   the environment variable PCASGD_BUILD names ("build" if unset), or as it is if it has a slash. */
process process_run(const char *program, const char *const *argument);

/* The same in two parts: between them the program runs, and can be sent a signal. */
typedef struct process_running {
    pid_t child;
    FILE *out, *err;
} process_running;

process_running process_start(const char *program, const char *const *argument);
process process_wait(process_running *self);

void process_free(process *self);

/* The same for arguments that are written out: PROCESS("e1_no_delay", "--steps", "5") */
#define PROCESS(program, ...) process_run(program, (const char *const[]){__VA_ARGS__, NULL})

/* Status 0 and nothing printed. Frees the process. */
void process_expect_silence(process self);

/* A refusal: status 2, nothing on standard output, exactly one line on standard error, with `what`
   and (unless NULL) `also` in it. Frees the process. */
void process_expect_refusal(process self, const char *what, const char *also);

#endif
