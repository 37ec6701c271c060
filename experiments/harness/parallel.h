/* Many jobs on all processors. */
#ifndef PARALLEL_H
#define PARALLEL_H

#include <stddef.h>

/* Calls job(context, 0) .. job(context, jobs-1), in any order, `workers` at a time. Jobs must not
   write to the same place. Progress is shown on standard error if that is a terminal. */
void run_parallel(size_t jobs, size_t workers, const char *label,
                  void (*job)(void *context, size_t index), void *context);

/* The number of processors of this machine. */
size_t run_processors(void);

#endif
