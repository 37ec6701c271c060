/* For delay.c: ages in text files. */
#ifndef DELAY_FILE_H
#define DELAY_FILE_H

#include <stddef.h>

enum { LONGEST_AGE = 1000000 };

/* Blocks of agents x agents integers from 0 to LONGEST_AGE, 0 on the diagonal; # begins a comment.
   Refuses anything else. Exactly one block, or one or more with *blocks set to their number. */
size_t *delay_file_read(const char *path, size_t agents, size_t *blocks);

#endif
