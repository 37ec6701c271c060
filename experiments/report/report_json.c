#include "report_data.h"

#include "../../include/pcasgd.h"
#include "../harness/support.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* JSON has no NaN and no infinity: null stands for them. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

static json_t *json_statements(const report *self)
{
    json_t *list = json_array();
    size_t r;
    for (r = 0; r < self->cases; r++) {
        const judged *from = &self->judged[r];
        json_t *row = json_object();
        json_object_set_new(row, "id", json_string(from->id));
        json_object_set_new(row, "case", json_string(from->what));
        json_object_set_new(row, "measured", number(from->measured));
        json_object_set_new(row, "bound", number(from->bound));
        json_object_set_new(row, "ratio", number(judged_ratio(from)));
        json_object_set_new(row, "verdict", json_string(from->verdict));
        json_object_set_new(row, "expected", json_string(from->expected));
        json_object_set_new(row, "figure", text_or_null(from->figure));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *json_sweep(const report *self)
{
    const table *t = self->sweep;
    json_t *experiment = json_object(), *settings = json_array(), *rows = json_array();
    size_t r, c;
    for (r = 0; r < t->notes; r++) {
        json_array_append_new(settings, json_string(t->note[r]));
    }
    for (r = 0; r < t->rows; r++) {
        json_t *row = json_object();
        json_object_set_new(row, t->column[0], json_string(t->cell[r * t->columns]));
        json_object_set_new(row, t->column[1], json_string(t->cell[r * t->columns + 1]));
        for (c = 2; c < t->columns; c++) {
            json_object_set_new(row, t->column[c],
                                number(strtod(t->cell[r * t->columns + c], NULL)));
        }
        json_array_append_new(rows, row);
    }
    json_object_set_new(experiment, "id", json_string("e5_delay_sweep"));
    json_object_set_new(experiment, "settings", settings);
    json_object_set_new(experiment, "rows", rows);
    json_object_set_new(experiment, "figure", json_string("e5_delay_sweep"));
    return experiment;
}

void report_write_json(const report *self, const char *out)
{
    json_t *root = json_object(), *experiments = json_array();
    char path[REPORT_PATH];
    file_output file;
    snprintf(path, sizeof path, "%s/results.json", out);
    json_object_set_new(root, "version", json_string(PCASGD_VERSION_STRING));
    json_object_set_new(root, "seed", json_integer(1));
    json_object_set_new(root, "compiler", json_string(REPORT_COMPILER));
    json_object_set_new(root, "statements", json_statements(self));
    json_array_append_new(experiments, json_sweep(self));
    json_object_set_new(root, "experiments", experiments);
    file = file_begin(path);
    if (json_dumpf(root, file.stream, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) != 0) {
        FAIL("cannot write %s", path);
    }
    fputc('\n', file.stream);
    file_commit(&file);
    json_decref(root);
}
