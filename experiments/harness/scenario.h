/* A scenario file: one problem without noise, with fixed weights and ages, as JSON.
   build/replay and build/structure --help print the format. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "network.h"

#include <stdbool.h>
#include <stddef.h>

/* The oldest message that a scenario may ask for. */
enum { SCENARIO_LONGEST_AGE = 1000000 };

typedef struct scenario {
    size_t agents, dim, steps;
    double eta, lambda;
    double *theta; /* agents; NULL: "pv", the practical variant */
    clip_rule clip_rule;
    double *weights;      /* agents x agents, as given */
    double *clip_weights; /* agents x agents, as given, or NULL */
    size_t *ages;         /* agents x agents */
    bool correction;
    double *x0;                /* agents x dim */
    double *hessian, *center;  /* agents x dim */
    double *h;                 /* h_count */
    size_t h_count;
} scenario;

/* Everything that is wrong with a file is refused: one line that names the key and the place, exit
   status 2. */
scenario *scenario_load(const char *path);
void scenario_free(scenario *self);

/* The path that a program of one argument was given. Prints purpose and format if it is --help,
   exit status 0; refuses if it is missing or not alone. */
const char *scenario_argument(int argc, char **argv, const char *purpose);

#endif
