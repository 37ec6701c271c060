#include "competition_files.h"

#include "../harness/support.h"
#include "../harness/trace.h"

#include <gsl/gsl_sort.h>
#include <stdlib.h>
#include <string.h>

const opponent competition_bests[BESTS] = {{"paper", 0}, {"exact", 0}};
const char *const competition_groups[GROUPS] = {"spread", "noise", "family", "ages", "graph"};

static void add_score(const standings *self, size_t challenger, const opponent *other,
                      const group *where, trace *to)
{
    static const char *const measure[] = {"late", "first"};
    comparison what;
    for (what = COMPARE_LATE; what <= COMPARE_FIRST; what++) {
        score s = standings_score(self, what, challenger, other, where);
        double row[] = {(double)s.cases, (double)s.wins, (double)s.ties, (double)s.losses,
                        s.geomean, s.p95, s.worst};
        char label[512];
        if (s.cases > 0) {
            snprintf(label, sizeof label, "%s,%s,%s,%s,%s,%s", self->method[challenger],
                     opponent_name(self, other), measure[what],
                     where->column ? where->column : "all", where->column ? where->text : "all",
                     self->name[s.worst_at]);
            trace_row(to, label, row, sizeof row / sizeof *row);
        }
    }
}

static void add_opponent(const standings *self, size_t challenger, const opponent *other, trace *to)
{
    const char **text = allocate(self->cases, sizeof *text);
    size_t g, j, count;
    add_score(self, challenger, other, &(group){NULL, NULL}, to);
    for (g = 0; g < GROUPS; g++) {
        count = standings_groups(self, competition_groups[g], text);
        for (j = 0; j < count; j++) {
            add_score(self, challenger, other, &(group){competition_groups[g], text[j]}, to);
        }
    }
    free(text);
}

static void write_trace(trace *of, const char *out, const char *half, const char *ending)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/e13_competition_%s.%s.csv", out, half, ending);
    trace_write(of, path);
    trace_free(of);
}

void competition_write_summary(const standings *self, size_t challenger, const char *out,
                               const char *half)
{
    trace *to = trace_new("challenger,opponent,measure,group,value,worst_case,cases,wins,ties,"
                          "losses,geomean,p95,worst");
    size_t a, b, m;
    for (a = 0; a < self->methods; a++) {
        if (a != challenger && strcmp(self->kind[a], "own") != 0) {
            continue;
        }
        for (b = 0; b < BESTS; b++) {
            add_opponent(self, a, &competition_bests[b], to);
        }
        for (m = 0; m < self->methods; m++) {
            if (m != a) {
                add_opponent(self, a, &(opponent){NULL, m}, to);
            }
        }
    }
    write_trace(to, out, half, "summary");
}

void competition_write_ratios(const standings *self, size_t challenger, const char *out,
                              const char *half)
{
    trace *to = trace_new("opponent,case,spread,rank,ratio");
    double *ratio = allocate_reals(self->cases);
    size_t *at = allocate(self->cases, sizeof *at), *order = allocate(self->cases, sizeof *order);
    size_t b, j;
    for (b = 0; b < BESTS; b++) {
        size_t count = standings_ratios(self, COMPARE_LATE, challenger, &competition_bests[b],
                                        &(group){NULL, NULL}, ratio, at);
        gsl_sort_index(order, ratio, 1, count);
        for (j = 0; j < count; j++) {
            size_t c = at[order[j]];
            double row[] = {(double)(j + 1), ratio[order[j]]};
            char label[256];
            snprintf(label, sizeof label, "%s,%s,%s", competition_bests[b].kind, self->name[c],
                     standings_text(self, c, "spread"));
            trace_row(to, label, row, sizeof row / sizeof *row);
        }
    }
    write_trace(to, out, half, "ratios");
    free(ratio);
    free(at);
    free(order);
}
