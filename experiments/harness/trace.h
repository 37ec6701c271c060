/* A trace: named columns of numbers, written as CSV with the settings in # lines before it. */
#ifndef TRACE_H
#define TRACE_H

#include <stddef.h>

typedef struct trace trace;

/* columns: names separated by commas. */
trace *trace_new(const char *columns);
void trace_free(trace *self);

/* A "# key: value" line above the data. */
void trace_note(trace *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One row: the text columns in `label`, separated by commas (NULL: none), then `count` numbers; all
   together as many as there are columns. Everything is copied. */
void trace_row(trace *self, const char *label, const double *values, size_t count);

/* Writes everything to path, whole or not at all. Numbers as %.17g. */
void trace_write(const trace *self, const char *path);

#endif
