#include "curve.h"

#include "../harness/support.h"
#include "../harness/table.h"
#include "../harness/trace.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[MEASURES] = {"step",      "time",     "loss", "accuracy",
                                            "consensus", "predicts", "right"};

curve curve_new(size_t records)
{
    return (curve){records, allocate_reals(records * MEASURES)};
}

void curve_free(curve *self)
{
    free(self->at);
}

void curve_write(const curve *self, const char *path, const char *settings)
{
    trace *out = trace_new("step,time,loss,accuracy,consensus,predicts,right");
    size_t r;
    trace_note(out, "%s", settings);
    for (r = 0; r < self->records; r++) {
        trace_row(out, NULL, self->at + r * MEASURES, MEASURES);
    }
    trace_write(out, path);
    trace_free(out);
}

static bool has_measures(const table *stored)
{
    size_t m = 0;
    while (m < MEASURES && m < stored->columns && strcmp(stored->column[m], names[m]) == 0) {
        m++;
    }
    return m == MEASURES && stored->columns == MEASURES;
}

bool curve_read(curve *self, const char *path, const char *settings)
{
    table *stored;
    bool same;
    size_t r, m;
    if (access(path, F_OK) != 0) {
        return false;
    }
    stored = table_read(path);
    same = stored->notes == 1 && strcmp(stored->note[0], settings) == 0 &&
           stored->rows == self->records && has_measures(stored);
    for (r = 0; same && r < self->records; r++) {
        for (m = 0; m < MEASURES; m++) {
            self->at[r * MEASURES + m] = table_number(stored, r, names[m]);
        }
    }
    table_free(stored);
    return same;
}
