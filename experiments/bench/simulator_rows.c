#include "simulator_rows.h"

#include "../harness/support.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

void simulator_rows_add(simulator_rows *self, simulator_row row)
{
    if (self->count == SIMULATOR_MOST_ROWS) {
        FAIL("more than %d rows", SIMULATOR_MOST_ROWS);
    }
    self->row[self->count++] = row;
}

static const char *ages_of(const simulator_row *row)
{
    return row->what.size.period > 1 ? "new at every step" : "constant";
}

static double memory_ratio(const simulator_row *row)
{
    return (double)row->bytes / (double)row->needed;
}

/* A number, or null where there is none. */
static json_t *number_or_null(double value, int known)
{
    return known ? json_real(value) : json_null();
}

static json_t *json_of(const simulator_row *r)
{
    const simulated_size *s = &r->what.size;
    json_t *bytes = r->bytes > 0 ? json_integer((json_int_t)r->bytes) : json_null();
    json_t *object = json_pack(
        "{s:s,s:I,s:I,s:I,s:I,s:s,s:f,s:s,s:i,s:f,s:f,s:f,s:o,s:o,s:I,s:o}",
        "series", r->what.series, "agents", (json_int_t)s->agents,
        "dimension", (json_int_t)s->dimension, "degree", (json_int_t)s->degree,
        "longest_age", (json_int_t)s->longest_age, "ages", ages_of(r), "lambda", s->lambda,
        "contender", r->contender, "threads", r->threads,
        "agent_steps_per_second", 1 / r->best, "agent_steps_per_second_median", 1 / r->median,
        "agent_steps_per_processor_second", 1 / r->processor,
        "speed_ratio_to_numpy", number_or_null(r->numpy / r->best, !isnan(r->numpy)),
        "bytes", bytes, "bytes_needed", (json_int_t)r->needed,
        "memory_ratio", number_or_null(memory_ratio(r), r->bytes > 0));
    if (!object) {
        FAIL("a row of %s is no JSON", r->contender);
    }
    return object;
}

static file_output begin(const char *folder, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        FAIL("the path %s/%s is too long", folder, name);
    }
    return file_begin(path);
}

void simulator_rows_write(const simulator_rows *self, const char *folder)
{
    file_output json = begin(folder, "simulator.json"), csv = begin(folder, "simulator.csv");
    json_t *all = json_array();
    fprintf(csv.stream, "series,agents,dimension,degree,longest_age,lambda,contender,threads,best,"
                        "median,processor,memory_ratio\n");
    for (size_t k = 0; k < self->count; k++) {
        const simulator_row *r = &self->row[k];
        const simulated_size *s = &r->what.size;
        json_array_append_new(all, json_of(r));
        fprintf(csv.stream, "%s,%zu,%zu,%zu,%zu,%g,%s,%d,%.6g,%.6g,%.6g,%.4g\n", r->what.series,
                s->agents, s->dimension, s->degree, s->longest_age, s->lambda, r->contender,
                r->threads, r->best, r->median, r->processor, r->bytes > 0 ? memory_ratio(r) : NAN);
    }
    if (json_dumpf(all, json.stream, JSON_INDENT(1)) != 0) {
        FAIL("simulator.json could not be written");
    }
    fputc('\n', json.stream);
    json_decref(all);
    file_commit(&json);
    file_commit(&csv);
}

static int same_case(const simulator_row *a, const simulator_row *b)
{
    return !strcmp(a->what.series, b->what.series) &&
           memcmp(&a->what.size, &b->what.size, sizeof a->what.size) == 0;
}

/* ns per step of an agent, and of processor time; or a dash. */
static void print_time(const simulator_row *row, FILE *out)
{
    if (row) {
        fprintf(out, " %.0f (%.0f) |", row->best * 1e9, row->processor * 1e9);
    } else {
        fprintf(out, " - |");
    }
}

/* The rows of a case follow one another: one thread, two threads, and NumPy if it is there. */
static size_t print_case(const simulator_rows *self, size_t k, FILE *out)
{
    const simulator_row *one = &self->row[k], *two = one + 1, *numpy = NULL;
    const simulated_size *s = &one->what.size;
    if (k + 2 < self->count && same_case(one, &self->row[k + 2])) {
        numpy = &self->row[k + 2];
    }
    fprintf(out, "| %s | %zu | %zu | %zu | %zu | %s | %g |", one->what.series, s->agents,
            s->dimension, s->degree, s->longest_age, ages_of(one), s->lambda);
    print_time(one, out);
    print_time(two, out);
    print_time(numpy, out);
    if (numpy) {
        fprintf(out, " %.2f | %.2f |", numpy->best / one->best, numpy->best / two->best);
    } else {
        fprintf(out, " - | - |");
    }
    fprintf(out, " %.3f |\n", memory_ratio(one));
    return numpy ? 3 : 2;
}

void simulator_rows_print(const simulator_rows *self, FILE *out)
{
    fprintf(out, "| series | agents | dimension | degree | longest age | ages | lambda "
                 "| 1 thread | 2 threads | NumPy+SciPy | ratio, 1 thread | 2 threads | memory |\n"
                 "|---|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (size_t k = 0; k < self->count;) {
        k += print_case(self, k, out);
    }
}
