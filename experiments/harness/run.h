/* Runs: one network on one objective over time, and many of them on all processors. */
#ifndef RUN_H
#define RUN_H

#include "delay.h"
#include "graph.h"
#include "network.h"
#include "objective.h"
#include "parallel.h"

/* Everything that a run needs. */
typedef struct run {
    const objective *objective;
    const graph *graph;
    delay *delay;                     /* its state moves on with the run */
    const network_settings *settings; /* the method */
    const real *x0;                   /* n: every agent starts here; NULL: at 0 */
    size_t steps;
    unsigned long seed;
    bool exact; /* exact gradients instead of samples */
} run;

/* Is called before step 0 and after every step (step = steps done so far). */
typedef void run_observer(void *context, size_t step, const network *net);

void run_once(const run *self, run_observer *observe, void *context);

#endif
