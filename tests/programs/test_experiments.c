/* The experiments as programs: what they print and write, and that it is the same every time. */
#include "idx_files.h"

#include "../../experiments/harness/table.h"
#include "process.h"

#include <math.h>

/* ---- e0: example A of docs/theory.md, worked by hand ---- */

enum { E0_COLUMNS = 8, E0_ROWS = 8 };

Test(e0, prints_the_exact_fractions_of_example_A)
{
    static const double expected[E0_ROWS][E0_COLUMNS] = {
        /* step, agent, x, g, xhat, pre, clip, new */
        {0, 0, 4, 4, 4, 2, 2, 2},
        {0, 1, 4, -4, 4, 6, 6, 6},
        {1, 0, 2, 2, 6, 3, 1, 2},
        {1, 1, 6, -2, 2, 5, 5, 5},
        {2, 0, 2, 2, 7, 7.0 / 2, 1, 9.0 / 4},
        {2, 1, 5, -3, 2, 5, 5, 5},
        {3, 0, 9.0 / 4, 9.0 / 4, 13.0 / 2, 13.0 / 4, 9.0 / 8, 35.0 / 16},
        {3, 1, 5, -3, 9.0 / 4, 41.0 / 8, 41.0 / 8, 41.0 / 8}};
    process e0 = PROCESS("e0_two_agents", NULL);
    char *at = strchr(e0.out, '\n');
    cr_assert(eq(int, e0.status, 0));
    cr_assert(eq(str, e0.err, ""));
    cr_assert(ne(ptr, at, NULL));
    for (size_t r = 0; r < E0_ROWS; r++) {
        for (size_t c = 0; c < E0_COLUMNS; c++) {
            char *end;
            double number = strtod(at, &end);
            cr_assert(ne(ptr, end, at), "row %zu, column %zu is missing", r, c);
            cr_assert(eq(dbl, number, expected[r][c]), "row %zu, column %zu", r, c);
            at = end;
        }
        cr_assert(eq(chr, *at, '\n'));
    }
    cr_assert(eq(str, at, "\n"));
    process_free(&e0);
}

/* ---- e1 ---- */

static void begin(void)
{
    scratch_begin();
    scratch_mkdir("data");
    scratch_mkdir("one");
    scratch_mkdir("two");
    idx_write("data", "train", 200, 4, 3, false);
    idx_write("data", "t10k", 60, 4, 3, true);
}

TestSuite(e1, .init = begin, .fini = scratch_end);
TestSuite(e5, .init = begin, .fini = scratch_end);

/* said: what standard output has to contain */
static void expect_success(process self, const char *said)
{
    cr_assert(eq(int, self.status, 0), "%s", self.err);
    cr_assert(ne(ptr, strstr(self.out, said), NULL), "%s", self.out);
    cr_assert(eq(str, self.err, ""));
    process_free(&self);
}

static void run_e1(const char *out, const char *agents, const char *seed)
{
    expect_success(PROCESS("e1_no_delay", "--agents", agents, "--dimension", "3", "--steps", "6",
                           "--seed", seed, "--out", scratch_path(out)), "16 cases, 0 unexpected");
}

static bool text_is(const table *t, size_t row, const char *column, const char *text)
{
    return strcmp(table_text(t, row, column), text) == 0;
}

static void check_e1(const char *agents, const char *seed)
{
    table *t;
    run_e1("one", agents, seed);
    t = table_read(scratch_path("one/e1_no_delay.statements.csv"));
    cr_assert(eq(sz, t->rows, 16)); /* 2 objectives, 4 graphs, each with its control */
    for (size_t r = 0; r < t->rows; r++) {
        bool control = strncmp(table_text(t, r, "case"), "control", 7) == 0;
        const char *verdict = control ? "VIOLATED" : "HOLDS";
        cr_assert(text_is(t, r, "id", "E1"));
        cr_assert(eq(int, control, r % 2));
        cr_assert(text_is(t, r, "verdict", verdict), "row %zu", r);
        cr_assert(text_is(t, r, "expected", verdict), "row %zu", r);
        cr_assert(eq(dbl, table_number(t, r, "bound"), 0));
        cr_assert(eq(int, table_number(t, r, "measured") > 0, control), "row %zu", r);
    }
    table_free(t);
}

Test(e1, holds_and_its_controls_do_not)
{
    check_e1("4", "1");
    check_e1("2", "7");
    check_e1("9", "2");
}

Test(e1, same_seed_same_bytes)
{
    run_e1("one", "4", "3");
    run_e1("two", "4", "3");
    cr_assert(scratch_same("one/e1_no_delay.statements.csv", "two/e1_no_delay.statements.csv"));
    cr_assert(eq(int, scratch_entries("one"), 1));
}

/* ---- e5 ---- */

static const char *const methods[] = {"synchronous", "stale mixing", "clip-only", "predict-only",
                                      "PC-ASGD 0.5", "practical variant"};
static const char *const measures[] = {"loss",        "loss_sd",   "accuracy", "accuracy_sd",
                                       "consensus", "consensus_sd", "predicts", "predicts_sd"};
static const double ages[] = {1, 2, 4, 8, 16};

enum { METHODS = 6, MEASURES = 8, AGES = 5 };

/* The final rows of a small sweep; row(method m, age a) is m*AGES + a. */
static table *sweep(const char *out, const char *kind, const char *shards, const char *seeds,
                    const char *workers)
{
    char path[512];
    expect_success(PROCESS(
        "e5_delay_sweep", "--data", scratch_path("data"), "--out", scratch_path(out), "--agents",
        "4", "--ages", kind, "--shards", shards, "--steps", "20", "--record", "5", "--measure",
        "30", "--batch", "4", "--seeds", seeds, "--workers", workers), "");
    cr_assert(eq(int, scratch_entries(out), 2));
    snprintf(path, sizeof path, "%s/e5_delay_sweep.csv", scratch_path(out));
    return table_read(path);
}

Test(e5, one_row_for_each_method_and_age)
{
    table *final = sweep("one", "constant", "2", "2", "1");
    table *curves = table_read(scratch_path("one/e5_delay_sweep_curves.csv"));
    cr_assert(eq(sz, final->rows, METHODS * AGES));
    cr_assert(eq(sz, curves->rows, 4 * METHODS * AGES));
    for (size_t r = 0; r < curves->rows; r++) {
        size_t m = r / (4 * AGES), a = r / 4 % AGES;
        cr_assert(text_is(curves, r, "method", methods[m]));
        cr_assert(eq(dbl, table_number(curves, r, "age"), ages[a]));
        cr_assert(eq(dbl, table_number(curves, r, "step"), 5.0 * (double)(r % 4)));
        if (r % 4 == 0) {
            cr_assert(epsilon_eq(dbl, table_number(curves, r, "loss"), log(10), 1e-12));
            cr_assert(epsilon_eq(dbl, table_number(curves, r, "accuracy"), 0.1, 1e-12));
            cr_assert(eq(dbl, table_number(curves, r, "consensus"), 0));
        }
    }
    for (size_t r = 0; r < final->rows; r++) {
        cr_assert(text_is(final, r, "method", methods[r / AGES]));
        cr_assert(eq(dbl, table_number(final, r, "age"), ages[r % AGES]));
        cr_assert(eq(dbl, table_number(final, r, "step"), 20));
        cr_assert(lt(dbl, table_number(final, r, "loss"), log(10)), "nothing was learnt");
        cr_assert(le(dbl, table_number(final, r, "accuracy"), 1));
        cr_assert(gt(dbl, table_number(final, r, "consensus"), 0));
        cr_assert(gt(dbl, table_number(final, r, "loss_sd"), 0));
    }
    table_free(final);
    table_free(curves);
}

/* In how many measures two rows differ. */
static size_t count_differences(const table *t, size_t row, size_t other)
{
    size_t different = 0;
    for (size_t w = 0; w < MEASURES; w++) {
        different += text_is(t, row, measures[w], table_text(t, other, measures[w])) ? 0 : 1;
    }
    return different;
}

/* Who waits and who drops late messages does not care how late they are; all others do. */
Test(e5, ages_matter_to_those_who_use_late_messages)
{
    table *t = sweep("one", "constant", "2", "2", "1");
    for (size_t m = 0; m < METHODS; m++) {
        bool indifferent = m == 0 || m == 2;
        for (size_t a = 1; a < AGES; a++) {
            size_t different = count_differences(t, m * AGES, m * AGES + a);
            cr_assert(eq(int, different > 0, m == 5 ? different > 0 : indifferent ? 0 : 1),
                      "%s, age %g", methods[m], ages[a]);
        }
        for (size_t other = 0; other < m; other++) {
            cr_assert(gt(sz, count_differences(t, m * AGES, other * AGES), 0), "%s and %s",
                      methods[m], methods[other]);
        }
    }
    table_free(t);
}

Test(e5, share_of_predicting_steps)
{
    table *t = sweep("one", "constant", "2", "2", "1");
    for (size_t a = 0; a < AGES; a++) {
        double practical = table_number(t, 5 * AGES + a, "predicts");
        cr_assert(eq(dbl, table_number(t, 0 * AGES + a, "predicts"), 0)); /* never had to choose */
        cr_assert(eq(dbl, table_number(t, 1 * AGES + a, "predicts"), 1));
        cr_assert(eq(dbl, table_number(t, 2 * AGES + a, "predicts"), 0));
        cr_assert(eq(dbl, table_number(t, 3 * AGES + a, "predicts"), 1));
        cr_assert(ge(dbl, practical, 0));
        cr_assert(le(dbl, practical, 1));
    }
    table_free(t);
}

/* Where nobody is stale all methods are the same, e1's claim on real data. */
Test(e5, without_late_messages_all_methods_agree)
{
    table *t = sweep("one", "none", "2", "2", "1");
    for (size_t r = 1; r < t->rows; r++) {
        cr_assert(eq(sz, count_differences(t, 0, r), 0), "row %zu", r);
    }
    table_free(t);
}

Test(e5, same_bytes_whatever_the_number_of_workers)
{
    static const char *const kinds[] = {"uniform", "bridges"};
    for (size_t j = 0; j < 2; j++) {
        table_free(sweep("one", kinds[j], "2", "2", "1"));
        table_free(sweep("two", kinds[j], "2", "2", "2"));
        cr_assert(scratch_same("one/e5_delay_sweep.csv", "two/e5_delay_sweep.csv"));
        cr_assert(scratch_same("one/e5_delay_sweep_curves.csv", "two/e5_delay_sweep_curves.csv"));
    }
}

/* The first of two seeds is the run with one seed: the mean of two is half way to the second. */
Test(e5, seeds_and_partition_change_the_result)
{
    table *one = sweep("one", "bridges", "2", "1", "2");
    table *two = sweep("two", "bridges", "2", "2", "2");
    table *iid;
    for (size_t r = 0; r < one->rows; r++) {
        double distance = table_number(two, r, "loss") - table_number(one, r, "loss");
        cr_assert(eq(dbl, table_number(one, r, "loss_sd"), 0));
        cr_assert(gt(dbl, fabs(distance), 0));
        /* standard deviation of two values: distance between them / sqrt(2) */
        cr_assert(epsilon_eq(dbl, table_number(two, r, "loss_sd"), sqrt(2) * fabs(distance),
                             1e-12));
    }
    iid = sweep("two", "bridges", "0", "1", "1");
    cr_assert(gt(dbl, fabs(table_number(iid, 0, "loss") - table_number(one, 0, "loss")), 0));
    cr_assert(ne(ptr, strstr(iid->note[3], "IID"), NULL), "%s", iid->note[3]);
    cr_assert(ne(ptr, strstr(one->note[3], "2 label shards per agent"), NULL), "%s", one->note[3]);
    table_free(one);
    table_free(two);
    table_free(iid);
}
