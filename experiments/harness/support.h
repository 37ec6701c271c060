/* What every harness file needs: errors that stop, memory that is there, files that are whole,
   random numbers that belong to one (seed, agent, purpose). */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "real.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdio.h>

/* A defect of the program or the machine: file, line, cause; exit status 1. */
#define FAIL(...) fail_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void fail_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Bad input from the user: one line on standard error, exit status 2. */
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The name that messages begin with; set once, by the first lines of main(). */
void set_program_name(const char *path);
const char *program_name(void);

/* count elements of `size` bytes, all zero; never NULL. */
void *allocate(size_t count, size_t size);
double *allocate_reals(size_t count);
real *allocate_parameters(size_t count);

/* A file that appears under its name only when it is complete: it is written to a temporary name in
   the same folder and renamed by file_commit(). */
typedef struct file_output {
    FILE *stream;
    char *path, *temporary;
} file_output;

file_output file_begin(const char *path);
void file_commit(file_output *output);

/* What a stream of random numbers is for. Streams are independent: another agent or another purpose
   does not shift anybody's draws. */
typedef enum rng_purpose {
    RNG_GRADIENT = 1,
    RNG_AGE,
    RNG_GRAPH,
    RNG_PROBLEM,
    RNG_PARTITION,
    RNG_COMMON,  /* what all agents of a problem share */
    RNG_TIME,    /* how long a gradient takes */
    RNG_PARTNER, /* whom an agent averages with */
    RNG_ORDER,   /* who is first, where agents take turns */
    RNG_CHOICE,  /* which candidate is taken at random */
} rng_purpose;

/* seed >= 1. The caller frees it with gsl_rng_free(). */
gsl_rng *rng_new(unsigned long seed, size_t agent, rng_purpose purpose);

#endif
