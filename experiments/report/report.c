#include "report_data.h"

#include "../harness/support.h"
#include "../studies/study_results.h"
#include "../theorems/check.h"

#include <stdlib.h>
#include <string.h>

static table *read_from(const char *folder, const char *stem, const char *ending)
{
    char path[REPORT_PATH];
    snprintf(path, sizeof path, "%s/%s%s", folder, stem, ending);
    return table_read(path);
}

static void read_statements(report *self, const char *folder)
{
    size_t c, count = 0;
    while (checks[count].stem) {
        count++;
    }
    self->file = allocate(count + 3, sizeof *self->file);
    self->file[self->files++] = read_from(folder, "e1_no_delay", ".statements.csv");
    for (c = 0; c < count; c++) {
        self->file[self->files++] = read_from(folder, checks[c].stem, ".statements.csv");
    }
    self->file[self->files++] = read_from(folder, "e3_sabotage", ".statements.csv");
    self->file[self->files++] = read_from(folder, "e4_falsifier", ".statements.csv");
}

static judged judged_row(const table *from, size_t r)
{
    return (judged){table_text(from, r, "id"),       table_text(from, r, "case"),
                    table_text(from, r, "verdict"),  table_text(from, r, "expected"),
                    table_text(from, r, "figure"),   table_number(from, r, "measured"),
                    table_number(from, r, "bound")};
}

static void gather_cases(report *self)
{
    size_t f, r, count = 0;
    for (f = 0; f < self->files; f++) {
        count += self->file[f]->rows;
    }
    self->judged = allocate(count, sizeof *self->judged);
    for (f = 0; f < self->files; f++) {
        for (r = 0; r < self->file[f]->rows; r++) {
            self->judged[self->cases++] = judged_row(self->file[f], r);
        }
    }
}

static void count_cases(const report *self, claim *of)
{
    size_t r;
    for (r = 0; r < self->cases; r++) {
        const judged *row = &self->judged[r];
        if (strcmp(row->id, of->id) == 0) {
            bool control = strcmp(row->expected, "HOLDS") != 0;
            of->controls += control;
            of->cases += !control;
            of->as_expected += judged_is_expected(row);
        }
    }
}

static void gather_claims(report *self)
{
    size_t f, c, count = 0;
    for (f = 0; f < self->files; f++) {
        count += self->file[f]->notes;
    }
    self->claim = allocate(count, sizeof *self->claim);
    for (f = 0; f < self->files; f++) {
        for (c = 0; c < self->file[f]->notes; c++) {
            claim *next = &self->claim[self->claims];
            const char *note = self->file[f]->note[c], *colon = strstr(note, ": ");
            if (colon && (size_t)(colon - note) < sizeof next->id) {
                memcpy(next->id, note, (size_t)(colon - note));
                next->sentence = colon + 2;
                count_cases(self, next);
                self->claims++;
            }
        }
    }
}

report *report_read(const char *folder, const char *size)
{
    report *self = allocate(1, sizeof *self);
    self->size = size;
    self->folder = folder;
    read_statements(self, folder);
    gather_cases(self);
    gather_claims(self);
    self->sabotage = read_from(folder, "e3_sabotage", ".csv");
    self->sweep = read_from(folder, "e5_delay_sweep", ".csv");
    return self;
}

void report_free(report *self)
{
    size_t f;
    for (f = 0; f < self->files; f++) {
        table_free(self->file[f]);
    }
    free(self->file);
    free(self->judged);
    free(self->claim);
    table_free(self->sabotage);
    table_free(self->sweep);
    free(self);
}

bool judged_is_expected(const judged *self)
{
    return strcmp(self->verdict, self->expected) == 0;
}

double judged_ratio(const judged *self)
{
    return self->bound / self->measured;
}

static void print_sweep(const report *self)
{
    study_results *of = study_results_read(self->folder, "e5_delay_sweep");
    size_t m, s;
    printf("\nfinal test accuracy in %%, mean over agents and seeds\n");
    for (m = 0; m < of->methods; m++) {
        printf("%-20s", of->method[m]);
        for (s = 0; s < of->settings; s++) {
            printf("  %s: %.1f", of->setting[s], 100 * study_results_mean(of, s, m));
        }
        printf("\n");
    }
    study_results_free(of);
}

size_t report_print(const report *self, const char *out)
{
    size_t c, r, unexpected = 0;
    printf("%-4s %6s %9s %12s  %s\n", "", "cases", "controls", "as expected", "claim");
    for (c = 0; c < self->claims; c++) {
        const claim *row = &self->claim[c];
        printf("%-4s %6zu %9zu %5zu of %3zu  %s\n", row->id, row->cases, row->controls,
               row->as_expected, row->cases + row->controls, row->sentence);
    }
    print_sweep(self);
    for (r = 0; r < self->cases; r++) {
        const judged *row = &self->judged[r];
        if (!judged_is_expected(row)) {
            printf("UNEXPECTED: %s, %s: %s instead of %s, measured %g, bound %g\n", row->id,
                   row->what, row->verdict, row->expected, row->measured, row->bound);
            unexpected++;
        }
    }
    printf("\n%zu verdicts, %zu unexpected. Page: %s/index.html\n", self->cases, unexpected, out);
    return unexpected;
}
