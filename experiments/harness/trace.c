#include "trace.h"

#include "support.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* The text grows in one buffer: a trace is written once and never read back. */
typedef struct text {
    char *bytes;
    size_t used, size;
} text;

struct trace {
    char *columns;
    text notes, rows;
};

static void append(text *to, const char *format, va_list arguments)
{
    va_list again;
    int needed;
    va_copy(again, arguments);
    needed = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (needed < 0) {
        FAIL("cannot format a trace");
    }
    if (to->used + (size_t)needed + 1 > to->size) {
        to->size = 2 * (to->used + (size_t)needed + 1);
        to->bytes = realloc(to->bytes, to->size);
        if (!to->bytes) {
            FAIL("out of memory for a trace of %zu bytes: record fewer steps", to->size);
        }
    }
    vsnprintf(to->bytes + to->used, (size_t)needed + 1, format, arguments);
    to->used += (size_t)needed;
}

static void add(text *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(to, format, arguments);
    va_end(arguments);
}

static size_t count_columns(const char *line)
{
    size_t count = 1;
    for (; *line; line++) {
        count += *line == ',';
    }
    return count;
}

trace *trace_new(const char *columns)
{
    trace *self = allocate(1, sizeof *self);
    self->columns = allocate(strlen(columns) + 1, 1);
    strcpy(self->columns, columns);
    return self;
}

void trace_free(trace *self)
{
    free(self->columns);
    free(self->notes.bytes);
    free(self->rows.bytes);
    free(self);
}

void trace_note(trace *self, const char *format, ...)
{
    va_list arguments;
    add(&self->notes, "# ");
    va_start(arguments, format);
    append(&self->notes, format, arguments);
    va_end(arguments);
    add(&self->notes, "\n");
}

void trace_row(trace *self, const char *label, const double *values, size_t count)
{
    size_t c;
    if (count + (label ? count_columns(label) : 0) != count_columns(self->columns)) {
        FAIL("the row \"%s\" with %zu numbers does not fit the columns %s", label ? label : "",
             count, self->columns);
    }
    add(&self->rows, "%s", label ? label : "");
    for (c = 0; c < count; c++) {
        add(&self->rows, "%s%.17g", label || c > 0 ? "," : "", values[c]);
    }
    add(&self->rows, "\n");
}

void trace_write(const trace *self, const char *path)
{
    file_output output = file_begin(path);
    fputs(self->notes.bytes ? self->notes.bytes : "", output.stream);
    fprintf(output.stream, "%s\n", self->columns);
    fputs(self->rows.bytes ? self->rows.bytes : "", output.stream);
    file_commit(&output);
}
