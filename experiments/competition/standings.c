#include "standings.h"

#include "../harness/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where `text` is in the list, which grows if it is not. */
static size_t place_of(const char **list, size_t *count, const char *text)
{
    size_t j = 0;
    while (j < *count && strcmp(list[j], text) != 0) {
        j++;
    }
    if (j == *count) {
        list[(*count)++] = text;
    }
    return j;
}

static void place_rows(standings *self, const char *path)
{
    size_t rows = self->from->rows, r, *in = allocate(rows, sizeof *in);
    size_t *by = allocate(rows, sizeof *by);
    for (r = 0; r < rows; r++) {
        in[r] = place_of(self->name, &self->cases, table_text(self->from, r, "case"));
        by[r] = place_of(self->method, &self->methods, table_text(self->from, r, "method"));
        self->kind[by[r]] = table_text(self->from, r, "kind");
    }
    self->row = allocate(self->cases * self->methods, sizeof *self->row);
    for (r = 0; r < self->cases * self->methods; r++) {
        self->row[r] = rows;
    }
    for (r = 0; r < rows; r++) {
        size_t *row = &self->row[in[r] * self->methods + by[r]];
        if (*row < rows) {
            refuse("%s: data row %zu: case and method are those of row %zu", path, r + 1, *row + 1);
        }
        *row = r;
    }
    free(in);
    free(by);
}

standings *standings_read(const char *folder, const char *half)
{
    standings *self = allocate(1, sizeof *self);
    char path[4096];
    snprintf(path, sizeof path, "%s/e13_competition_%s.csv", folder, half);
    self->from = table_read(path);
    if (self->from->rows == 0) {
        refuse("%s: no rows", path);
    }
    self->name = allocate(self->from->rows, sizeof *self->name);
    self->method = allocate(self->from->rows, sizeof *self->method);
    self->kind = allocate(self->from->rows, sizeof *self->kind);
    place_rows(self, path);
    return self;
}

void standings_free(standings *self)
{
    table_free(self->from);
    free(self->name);
    free(self->method);
    free(self->kind);
    free(self->row);
    free(self);
}

size_t standings_method(const standings *self, const char *name)
{
    size_t m;
    for (m = 0; m < self->methods; m++) {
        if (strcmp(self->method[m], name) == 0) {
            return m;
        }
    }
    refuse("--challenger: \"%s\" is not a method of the competition", name);
}

double standings_value(const standings *self, comparison what, size_t in, size_t method)
{
    size_t row = self->row[in * self->methods + method];
    if (row == self->from->rows) {
        return NAN;
    }
    if (what == COMPARE_FIRST) {
        return table_number(self->from, row, "first");
    }
    return judge_gap(table_number(self->from, row, "late"),
                     table_number(self->from, row, "initial"));
}

size_t standings_best(const standings *self, comparison what, size_t in, const opponent *of)
{
    double lowest = NAN;
    size_t best = self->methods, m;
    if (!of->kind) {
        return of->method;
    }
    for (m = 0; m < self->methods; m++) {
        double value = standings_value(self, what, in, m);
        if (strcmp(self->kind[m], of->kind) == 0 && !(value >= lowest) && !isnan(value)) {
            lowest = value;
            best = m;
        }
    }
    return best;
}

/* NAN: nobody entered. */
static double value_of(const standings *self, comparison what, size_t in, const opponent *of)
{
    size_t best = standings_best(self, what, in, of);
    return best < self->methods ? standings_value(self, what, in, best) : NAN;
}

static size_t any_row(const standings *self, size_t in)
{
    size_t m = 0;
    while (self->row[in * self->methods + m] == self->from->rows) {
        m++;
    }
    return self->row[in * self->methods + m];
}

const char *standings_text(const standings *self, size_t in, const char *column)
{
    return table_text(self->from, any_row(self, in), column);
}

static bool is_in(const standings *self, size_t in, const group *where)
{
    return !where->column || strcmp(standings_text(self, in, where->column), where->text) == 0;
}

size_t standings_ratios(const standings *self, comparison what, size_t challenger,
                        const opponent *other, const group *where, double *ratio, size_t *at)
{
    size_t count = 0, c;
    for (c = 0; c < self->cases; c++) {
        double own = standings_value(self, what, c, challenger);
        double others = value_of(self, what, c, other);
        if (!isnan(own) && !isnan(others) && is_in(self, c, where)) {
            ratio[count] = own / others;
            at[count++] = c;
        }
    }
    return count;
}

score standings_score(const standings *self, comparison what, size_t challenger,
                      const opponent *other, const group *where)
{
    double *ratio = allocate_reals(self->cases);
    size_t *at = allocate(self->cases, sizeof *at);
    size_t count = standings_ratios(self, what, challenger, other, where, ratio, at);
    score found = judge_all(ratio, count);
    found.worst_at = count > 0 ? at[found.worst_at] : 0;
    free(ratio);
    free(at);
    return found;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t standings_groups(const standings *self, const char *column, const char **text)
{
    size_t count = 0, c;
    for (c = 0; c < self->cases; c++) {
        place_of(text, &count, standings_text(self, c, column));
    }
    qsort(text, count, sizeof *text, compare_texts);
    return count;
}

const char *opponent_name(const standings *self, const opponent *other)
{
    if (!other->kind) {
        return self->method[other->method];
    }
    return strcmp(other->kind, "paper") == 0 ? "best of the paper's kind"
                                             : "best of the exact methods";
}
