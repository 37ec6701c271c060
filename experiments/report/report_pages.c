#include "report_data.h"

#include "../../include/pcasgd.h"
#include "../harness/page.h"
#include "../harness/support.h"

#include <gsl/gsl_version.h>
#include <math.h>
#include <string.h>
#include <sys/utsname.h>

static void write_claims(const report *self, page *to)
{
    static const char *const head[] = {"statement", "claim", "cases", "controls", "as expected"};
    size_t c;
    page_table_begin(to, head, 5);
    for (c = 0; c < self->claims; c++) {
        const claim *row = &self->claim[c];
        char counts[3][32];
        const char *cells[5] = {row->id, row->sentence, counts[0], counts[1], counts[2]};
        snprintf(counts[0], sizeof counts[0], "%zu", row->cases);
        snprintf(counts[1], sizeof counts[1], "%zu", row->controls);
        snprintf(counts[2], sizeof counts[2], "%zu of %zu", row->as_expected,
                 row->cases + row->controls);
        page_table_row(to, cells, 5);
    }
    page_table_end(to);
}

/* Errors of the size of rounding differ between machines, in all their digits. */
static const double ROUNDING = 1e-11;

static void write_case(const judged *row, page *to)
{
    char measured[32], bound[32], ratio[32];
    const char *cells[8] = {row->id, row->what,    measured,      bound,
                            ratio,   row->verdict, row->expected, row->figure};
    bool rounding = row->measured > 0 && row->measured < ROUNDING;
    snprintf(measured, sizeof measured, rounding ? "below 1e-11" : "%.6g", row->measured);
    snprintf(bound, sizeof bound, "%.6g", row->bound);
    snprintf(ratio, sizeof ratio, isfinite(judged_ratio(row)) && !rounding ? "%.4g" : "-",
             judged_ratio(row));
    page_table_row(to, cells, 8);
}

static void write_cases(const report *self, page *to)
{
    static const char *const head[] = {"statement",      "case",    "measured", "bound",
                                       "bound/measured", "verdict", "expected", "figure"};
    size_t r;
    page_heading(to, "All cases");
    page_paragraph(to, "A case that begins with \"control\" is a negative control: there the "
                       "statement must fail or not apply, and the check must say so.");
    page_table_begin(to, head, 8);
    for (r = 0; r < self->cases; r++) {
        write_case(&self->judged[r], to);
    }
    page_table_end(to);
}

static void write_theorem_figures(page *to)
{
    static const char *const figures[][2] = {
        {"e2_bounds.svg", "Theorems 4, 5 and 6: what is measured, under the tight and the closed bound"},
        {"e2_rates.svg", "Rates under noise: fitted exponents with their 95 % intervals, and theory"},
        {"e2_spectrum.svg", "Theorem 7: eigenvalues of one step, and the decay that runs show"},
        {"e2_stability_map.svg", "Theorem 7: growth of runs (colour), and where the spectral radius is "
                                 "one (line)"},
        {"e2_bias.svg", "Theorem 7: where runs come to rest with odd data on two agents"}};
    size_t f;
    page_heading(to, "The statements in pictures");
    for (f = 0; f < sizeof figures / sizeof *figures; f++) {
        page_figure(to, figures[f][0], figures[f][1]);
    }
}

/* Wrong programs down, checks across. */
static void write_sabotage(const report *self, page *to)
{
    enum { MOST = 64 };
    const table *t = self->sabotage;
    const char *cells[MOST];
    size_t r, c;
    page_heading(to, "e3: which checks notice which wrong programs");
    page_paragraph(to, "Every check runs against the right program and against wrong ones; x: a case "
                       "that should hold did not.");
    for (c = 0; c < t->columns && c < MOST; c++) {
        cells[c] = c == 1 ? "caught by" : t->column[c];
    }
    page_table_begin(to, cells, c);
    for (r = 0; r < t->rows; r++) {
        for (c = 0; c < t->columns && c < MOST; c++) {
            const char *cell = t->cell[r * t->columns + c];
            cells[c] = c < 2 ? cell : strcmp(cell, "0") == 0 ? "" : "x";
        }
        page_table_row(to, cells, c);
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
    char path[REPORT_PATH];
    page *to;
    snprintf(path, sizeof path, "%s/%s", out, name);
    to = page_open(path, html, "Results");
    page_paragraph(to, "Generated by `make validate` at %s size, pcasgd %s. The same seeds give the "
                       "same numbers.", self->size, PCASGD_VERSION_STRING);
    page_heading(to, "Statements");
    write_claims(self, to);
    write_theorem_figures(to);
    write_sweep(self, to);
    write_sabotage(self, to);
    write_cases(self, to);
    if (html) {
        struct utsname machine;
        page_heading(to, "Provenance");
        uname(&machine);
        page_paragraph(to, "Compiler %s, GSL %s, %s %s.", REPORT_COMPILER, GSL_VERSION, machine.sysname,
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
