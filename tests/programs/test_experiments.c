/* The experiments as programs: what they print and write, and that it is the same every time. */
#include "scratch.h"

#include "../../experiments/harness/table.h"
#include "process.h"

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
    scratch_mkdir("one");
    scratch_mkdir("two");
}

TestSuite(e1, .init = begin, .fini = scratch_end);

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
