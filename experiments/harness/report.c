#include "report.h"

#include "../../include/pcasgd.h"
#include "page.h"
#include "support.h"
#include "table.h"

#include <gsl/gsl_version.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

enum { PATH = 4096 };

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "GCC " __VERSION__
#endif

struct report {
    const char *size;
    table *statements; /* what is judged */
    table *sweep;      /* e5: the end of every method at every age */
};

static table *read_from(const char *folder, const char *name)
{
    char path[PATH];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return table_read(path);
}

report *report_read(const char *folder, const char *size)
{
    report *self = allocate(1, sizeof *self);
    self->size = size;
    self->statements = read_from(folder, "e1_no_delay.statements.csv");
    self->sweep = read_from(folder, "e5_delay_sweep.csv");
    return self;
}

void report_free(report *self)
{
    table_free(self->statements);
    table_free(self->sweep);
    free(self);
}

static const char *statement_text(const report *self, size_t row, const char *column)
{
    return table_text(self->statements, row, column);
}

/* bound/measured: below 1 where a bound is broken; NaN where both are 0. */
static double statement_ratio(const report *self, size_t row)
{
    return table_number(self->statements, row, "bound") /
           table_number(self->statements, row, "measured");
}

static int is_expected(const report *self, size_t row)
{
    return strcmp(statement_text(self, row, "verdict"), statement_text(self, row, "expected")) == 0;
}

/* ---- results.json ---- */

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
    for (r = 0; r < self->statements->rows; r++) {
        json_t *row = json_object();
        json_object_set_new(row, "id", json_string(statement_text(self, r, "id")));
        json_object_set_new(row, "case", json_string(statement_text(self, r, "case")));
        json_object_set_new(row, "measured", number(table_number(self->statements, r, "measured")));
        json_object_set_new(row, "bound", number(table_number(self->statements, r, "bound")));
        json_object_set_new(row, "ratio", number(statement_ratio(self, r)));
        json_object_set_new(row, "verdict", json_string(statement_text(self, r, "verdict")));
        json_object_set_new(row, "expected", json_string(statement_text(self, r, "expected")));
        json_object_set_new(row, "figure", text_or_null(statement_text(self, r, "figure")));
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
        for (c = 1; c < t->columns; c++) {
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
    char path[PATH];
    file_output file;
    snprintf(path, sizeof path, "%s/results.json", out);
    json_object_set_new(root, "version", json_string(PCASGD_VERSION_STRING));
    json_object_set_new(root, "seed", json_integer(1));
    json_object_set_new(root, "compiler", json_string(COMPILER));
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

/* ---- pages ---- */

/* One line for each claim: how many cases, and how many verdicts are the expected ones. */
static void write_claims(const report *self, page *to)
{
    static const char *const head[] = {"statement", "claim", "cases", "controls", "as expected"};
    size_t c, r;
    page_table_begin(to, head, 5);
    for (c = 0; c < self->statements->notes; c++) {
        const char *claim = strchr(self->statements->note[c], ':');
        size_t length = (size_t)(claim - self->statements->note[c]), cases = 0, controls = 0, good = 0;
        char id[64], counts[3][32];
        const char *cells[5] = {id, claim + 2, counts[0], counts[1], counts[2]};
        snprintf(id, sizeof id, "%.*s", (int)length, self->statements->note[c]);
        for (r = 0; r < self->statements->rows; r++) {
            if (strcmp(statement_text(self, r, "id"), id) == 0) {
                bool control = strcmp(statement_text(self, r, "expected"), "HOLDS") != 0;
                controls += control;
                cases += !control;
                good += is_expected(self, r);
            }
        }
        snprintf(counts[0], sizeof counts[0], "%zu", cases);
        snprintf(counts[1], sizeof counts[1], "%zu", controls);
        snprintf(counts[2], sizeof counts[2], "%zu of %zu", good, cases + controls);
        page_table_row(to, cells, 5);
    }
    page_table_end(to);
}

static void write_statements(const report *self, page *to)
{
    static const char *const head[] = {"statement", "case",    "measured", "bound",
                                       "bound/measured", "verdict", "expected"};
    size_t r;
    page_heading(to, "Statements");
    write_claims(self, to);
    page_paragraph(to, "A case that begins with \"control\" is a negative control: there the "
                       "statement must fail, and the check must say so.");
    page_table_begin(to, head, 7);
    for (r = 0; r < self->statements->rows; r++) {
        char measured[32], bound[32], ratio[32];
        const char *cells[7] = {statement_text(self, r, "id"), statement_text(self, r, "case"),
                                measured, bound, ratio, statement_text(self, r, "verdict"),
                                statement_text(self, r, "expected")};
        double value = statement_ratio(self, r);
        snprintf(measured, sizeof measured, "%.6g", table_number(self->statements, r, "measured"));
        snprintf(bound, sizeof bound, "%.6g", table_number(self->statements, r, "bound"));
        snprintf(ratio, sizeof ratio, isfinite(value) ? "%.4g" : "-", value);
        page_table_row(to, cells, 7);
    }
    page_table_end(to);
}

typedef struct quantity {
    const char *title, *name, *deviation;
    double scale;
    int digits;
} quantity;

/* Methods down, ages across; rows of one method follow each other in the file. */
static void write_quantity(const report *self, page *to, const quantity *q)
{
    enum { MOST = 32 };
    const table *t = self->sweep;
    const char *cells[MOST] = {"method"};
    char text[MOST][64];
    size_t ages = 0, r, c;
    while (ages < t->rows && ages + 1 < MOST &&
           strcmp(table_text(t, ages, "method"), table_text(t, 0, "method")) == 0) {
        snprintf(text[ages + 1], sizeof text[0], "age %s", table_text(t, ages, "age"));
        cells[ages + 1] = text[ages + 1];
        ages++;
    }
    page_paragraph(to, "%s, mean and standard deviation over seeds:", q->title);
    page_table_begin(to, cells, ages + 1);
    for (r = 0; r + ages <= t->rows; r += ages) {
        cells[0] = table_text(t, r, "method");
        for (c = 0; c < ages; c++) {
            snprintf(text[c + 1], sizeof text[0], "%.*f ± %.*f", q->digits,
                     q->scale * table_number(t, r + c, q->name), q->digits,
                     q->scale * table_number(t, r + c, q->deviation));
        }
        page_table_row(to, cells, ages + 1);
    }
    page_table_end(to);
}

static void write_sweep(const report *self, page *to)
{
    static const quantity quantities[] = {
        {"Final test accuracy in %, mean over agents", "accuracy", "accuracy_sd", 100, 1},
        {"Final training loss, mean over agents", "loss", "loss_sd", 1, 3},
        {"Final consensus error", "consensus", "consensus_sd", 1, 3},
        {"Share of steps in % in which an agent with a stale neighbour took theta above 0",
         "predicts", "predicts_sd", 100, 1}};
    size_t q;
    page_heading(to, "e5: accuracy against the age of messages, on real data");
    page_list(to, self->sweep->note, self->sweep->notes);
    page_figure(to, "e5_delay_sweep.svg",
                "Loss and accuracy against steps; final accuracy and consensus error against age");
    for (q = 0; q < sizeof quantities / sizeof *quantities; q++) {
        write_quantity(self, to, &quantities[q]);
    }
}

static void write_page(const report *self, const char *out, const char *name, bool html)
{
    char path[PATH];
    page *to;
    snprintf(path, sizeof path, "%s/%s", out, name);
    to = page_open(path, html, "Results");
    page_paragraph(to, "Generated by `make validate` at %s size, pcasgd %s. The same seeds give the "
                       "same numbers.", self->size, PCASGD_VERSION_STRING);
    write_statements(self, to);
    write_sweep(self, to);
    if (html) {
        struct utsname machine;
        page_heading(to, "Provenance");
        uname(&machine);
        page_paragraph(to, "Compiler %s, GSL %s, %s %s.", COMPILER, GSL_VERSION, machine.sysname,
                       machine.machine);
    }
    page_close(to);
}

void report_write_markdown(const report *self, const char *out)
{
    write_page(self, out, "RESULTS.md", false);
}

void report_write_html(const report *self, const char *out)
{
    write_page(self, out, "index.html", true);
}

size_t report_print(const report *self, const char *out)
{
    size_t r, unexpected = 0;
    printf("%-4s %-44s %12s %12s  %s\n", "", "case", "measured", "bound", "verdict");
    for (r = 0; r < self->statements->rows; r++) {
        printf("%-4s %-44s %12s %12s  %s%s\n", statement_text(self, r, "id"),
               statement_text(self, r, "case"), statement_text(self, r, "measured"),
               statement_text(self, r, "bound"), statement_text(self, r, "verdict"),
               is_expected(self, r) ? "" : "  UNEXPECTED");
        unexpected += !is_expected(self, r);
    }
    printf("\nfinal test accuracy in %%, mean over agents and seeds\n");
    for (r = 0; r < self->sweep->rows; r++) {
        bool first = r == 0 || strcmp(table_text(self->sweep, r, "method"),
                                      table_text(self->sweep, r - 1, "method")) != 0;
        if (first) {
            printf("%s%-20s", r == 0 ? "" : "\n", table_text(self->sweep, r, "method"));
        }
        printf("  age %s: %.1f", table_text(self->sweep, r, "age"),
               100 * table_number(self->sweep, r, "accuracy"));
    }
    printf("\n\n%zu verdicts, %zu unexpected. Page: %s/index.html\n", self->statements->rows,
           unexpected, out);
    return unexpected;
}
