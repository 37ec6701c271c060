/* Files that the experiments write and read: numbers come back bit for bit, files are whole or not
   there, pages escape what HTML reads as its own. */
#include "scratch.h"

#include "../../experiments/harness/page.h"
#include "../../experiments/harness/support.h"
#include "../../experiments/harness/table.h"
#include "../../experiments/harness/trace.h"
#include "apart.h"

#include <float.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>

TestSuite(trace, .init = scratch_begin, .fini = scratch_end);

static const double hard[] = {0.0, -0.0, 1.0, 0.1, 1.0 / 3, -2.5e-310, DBL_TRUE_MIN, DBL_MIN,
                              DBL_MAX, -DBL_MAX, DBL_EPSILON, 1e22, 123456789012345678.0, INFINITY,
                              -INFINITY, NAN};

enum { HARD = sizeof hard / sizeof *hard };

static void check_same_number(double found, double expected)
{
    if (isnan(expected)) {
        cr_assert(ne(int, isnan(found), 0));
    } else {
        cr_assert(eq(int, memcmp(&found, &expected, sizeof found), 0), "%a, %a", found, expected);
    }
}

Test(trace, numbers_come_back_bit_for_bit)
{
    gsl_rng *rng = rng_new(1, 0, RNG_PROBLEM);
    double value[1000];
    trace *out = trace_new("value");
    table *in;
    for (size_t r = 0; r < 1000; r++) {
        uint64_t bits = (uint64_t)gsl_rng_get(rng) << 32 | gsl_rng_get(rng);
        memcpy(&value[r], &bits, sizeof bits);
        value[r] = r < HARD ? hard[r] : value[r];
        trace_row(out, NULL, &value[r], 1);
    }
    trace_write(out, scratch_path("numbers.csv"));
    in = table_read(scratch_path("numbers.csv"));
    cr_assert(eq(sz, in->rows, 1000));
    for (size_t r = 0; r < 1000; r++) {
        check_same_number(table_number(in, r, "value"), value[r]);
    }
    table_free(in);
    trace_free(out);
    gsl_rng_free(rng);
}

Test(trace, file_is_what_was_promised)
{
    const double row[] = {1, 0.1, NAN};
    trace *out = trace_new("method,x,y,z");
    char *text;
    trace_note(out, "agents: %d", 8);
    trace_row(out, "clip", row, 3);
    trace_note(out, "a second, with comma");
    trace_row(out, "predict-only,1", row, 2);
    trace_row(out, "1,2,3,4", NULL, 0);
    trace_write(out, scratch_path("t.csv"));
    trace_free(out);
    text = scratch_read("t.csv", NULL);
    cr_assert(eq(str, text, "# agents: 8\n# a second, with comma\nmethod,x,y,z\n"
                            "clip,1,0.10000000000000001,nan\n"
                            "predict-only,1,1,0.10000000000000001\n1,2,3,4\n"));
    cr_assert(eq(int, scratch_entries(""), 1), "a temporary file was left");
    free(text);
}

static trace *two_rows(void)
{
    const double row[] = {1, 2};
    trace *out = trace_new("a,b");
    trace_row(out, NULL, row, 2);
    trace_row(out, NULL, row, 2);
    return out;
}

Test(trace, older_file_is_replaced)
{
    trace *out = two_rows();
    char *text;
    scratch_text("t.csv", "much longer than what comes: much longer than what comes\n");
    trace_write(out, scratch_path("t.csv"));
    trace_free(out);
    text = scratch_read("t.csv", NULL);
    cr_assert(eq(str, text, "a,b\n1,2\n1,2\n"));
    cr_assert(eq(int, scratch_entries(""), 1));
    free(text);
}

static void add_three_numbers(void *label)
{
    const double row[] = {1, 2, 3};
    trace *out = trace_new("a,b,c");
    trace_row(out, label, row, label ? 3 : 2);
}

Test(trace, rows_that_do_not_fit_are_a_defect)
{
    apart_expect_defect(add_three_numbers, "label", "the row \"label\" with 3 numbers");
    apart_expect_defect(add_three_numbers, NULL, "with 2 numbers does not fit the columns a,b,c");
}

/* ---- files that cannot be written ---- */

static void write_to(void *path)
{
    trace *out = two_rows();
    trace_write(out, path);
    trace_free(out);
}

Test(trace, refuses_folders_that_are_not_there_or_not_writable)
{
    scratch_mkdir("folder");
    scratch_text("file", "kept");
    apart_expect_refusal(write_to, (void *)scratch_path("missing/t.csv"), "No such file");
    apart_expect_refusal(write_to, (void *)scratch_path("file/t.csv"), "Not a directory");
    apart_expect_refusal(write_to, "/proc/self/t.csv", "cannot write /proc/self/t.csv");
    apart_expect_refusal(write_to, (void *)scratch_path("folder"), "Is a directory");
    cr_assert(eq(int, scratch_entries(""), 2), "something was left");
    cr_assert(eq(int, scratch_entries("folder"), 0));
}

/* A full disk: no byte can be written, the message neither. */
static void write_to_full_disk(void *path)
{
    const struct rlimit none = {0, 0};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    write_to(path);
}

Test(trace, full_disk_leaves_the_older_file_and_nothing_else)
{
    char ignored[100], *text;
    scratch_text("t.csv", "older\n");
    cr_assert(eq(int, apart_run(write_to_full_disk, (void *)scratch_path("t.csv"), ignored,
                                sizeof ignored), 2));
    text = scratch_read("t.csv", NULL);
    cr_assert(eq(str, text, "older\n"));
    cr_assert(eq(int, scratch_entries(""), 1));
    free(text);
}

/* ---- table ---- */

TestSuite(table, .init = scratch_begin, .fini = scratch_end);

Test(table, notes_columns_cells)
{
    table *in = table_read(scratch_text("t", "# first note\n#second\nname,x,y\na,1,-2.5\n# late\n"
                                             "b,nan,\n"));
    cr_assert(eq(sz, in->notes, 3));
    cr_assert(eq(str, in->note[0], "first note"));
    cr_assert(eq(str, in->note[1], "second"));
    cr_assert(eq(str, in->note[2], "late"));
    cr_assert(eq(sz, in->columns, 3));
    cr_assert(eq(str, in->column[2], "y"));
    cr_assert(eq(sz, in->rows, 2));
    cr_assert(eq(str, (char *)table_text(in, 1, "name"), "b"));
    cr_assert(eq(str, (char *)table_text(in, 1, "y"), ""));
    cr_assert(eq(dbl, table_number(in, 0, "y"), -2.5));
    check_same_number(table_number(in, 1, "x"), NAN);
    table_free(in);
}

static void read_table(void *path)
{
    table *in = table_read(path);
    table_number(in, 0, "x");
    table_free(in);
}

Test(table, refuses_what_is_no_table)
{
    static const struct {
        const char *text, *says;
    } bad[] = {{"x,y\n1\n", "data row 1 has not 2 cells"},
               {"x,y\n1,2\n1,2,3\n", "data row 2 has not 2 cells"},
               {"x,y\n1,2\n\n", "data row 2 has not 2 cells"},
               {"", "no column names"},
               {"# only a note\n", "no column names"},
               {"x,y\n1,2\n3,4", "no end of the last line"}, /* 4 may be the half of 42 */
               {"x,y\n1z,2\n", "column x: \"1z\" is not a number"},
               {"x,y\n,2\n", "column x: \"\" is not a number"}};
    for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
        apart_expect_refusal(read_table, (void *)scratch_text("t", bad[j].text), bad[j].says);
    }
    apart_expect_refusal(read_table, (void *)scratch_write("t", "x,y\n1,\0002\n", 9), "NUL");
    apart_expect_refusal(read_table, (void *)scratch_path("missing"), "No such file");
    apart_expect_refusal(read_table, scratch_folder, "not a file");
    apart_expect_defect(read_table, (void *)scratch_text("t", "y\n1\n"), "no column \"x\"");
}

/* ---- page ---- */

TestSuite(page, .init = scratch_begin, .fini = scratch_end);

static void write_page(const char *name, bool html)
{
    const char *const cells[] = {"|a|", "b < c & d"};
    char *items[] = {"one", "<two>"};
    page *to = page_open(scratch_path(name), html, "R & D");
    page_heading(to, "x < y");
    page_paragraph(to, "%d %% of <b>", 5);
    page_list(to, items, 2);
    page_table_begin(to, cells, 2);
    page_table_row(to, cells, 2);
    page_table_end(to);
    page_figure(to, "f.svg", "a \"b\" & <c>");
    cr_assert(ne(int, access(scratch_path(name), F_OK), 0), "the page is there before it is whole");
    page_close(to);
}

Test(page, markdown)
{
    char *text;
    write_page("p.md", false);
    text = scratch_read("p.md", NULL);
    cr_assert(eq(str, text, "# R & D\n\n## x < y\n\n5 % of <b>\n\n- one\n- <two>\n\n"
                            "| \\|a\\| | b < c & d |\n|---|---|\n| \\|a\\| | b < c & d |\n\n"
                            "![a \"b\" & <c>](../plots/figures/f.svg)\n\n"));
    free(text);
}

Test(page, html_escapes)
{
    static const char *const parts[] = {
        "<title>R &amp; D</title>", "<h1>R &amp; D</h1>\n<h2>x &lt; y</h2>\n",
        "<p>5 % of &lt;b></p>\n<ul>\n<li>one</li>\n<li>&lt;two></li>\n</ul>\n",
        "<table>\n<tr><th>|a|</th><th>b &lt; c &amp; d</th></tr>\n"
        "<tr><td>|a|</td><td>b &lt; c &amp; d</td></tr>\n</table>\n",
        "<img src=\"figures/f.svg\" alt=\"a &quot;b&quot; &amp; &lt;c>\">",
        "</figure>\n</body>\n</html>\n"};
    char *text;
    write_page("p.html", true);
    text = scratch_read("p.html", NULL);
    for (size_t j = 0; j < sizeof parts / sizeof *parts; j++) {
        cr_assert(ne(ptr, strstr(text, parts[j]), NULL), "\"%s\" in %s", parts[j], text);
    }
    free(text);
    cr_assert(eq(int, scratch_entries(""), 1));
}
