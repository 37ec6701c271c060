/* Graphs from files, and what is refused. */
#include "scratch.h"

#include "../../experiments/harness/graph.h"
#include "apart.h"
#include "tolerances.h"

TestSuite(graph_file, .init = scratch_begin, .fini = scratch_end);

static size_t degree(const graph *g, size_t i)
{
    size_t count = 0;
    for (size_t j = 0; j < g->agents; j++) {
        count += g->edge[i * g->agents + j];
    }
    return count;
}

Test(graph_file, links)
{
    char text[1000] = "# a comment that is longer than any line of numbers: ";
    graph *g;
    memset(text + strlen(text), '1', 700);
    strcat(text, "\n0 1\n  2\t1   # another\n\n 3 2\r\n3 2\n1 0\n");
    strcat(text, "   \n0   3"); /* no end of line at the end */
    g = graph_new("file", 4, scratch_text("ring", text), 1);
    for (size_t i = 0; i < 4; i++) {
        cr_assert(eq(sz, degree(g, i), 2));
    }
    cr_assert(g->edge[0 * 4 + 1]);
    cr_assert(g->edge[1 * 4 + 2]);
    cr_assert(g->edge[2 * 4 + 3]);
    cr_assert(g->edge[0 * 4 + 3]);
    graph_free(g);
}

/* Two groups of 3, everybody with the other group: weights 1/4, eigenvalues 1, 1/4 and -1/2. The
   negative one decides the gap, as in none of the named kinds. */
Test(graph_file, spectral_gap_counts_negative_eigenvalues)
{
    const char *links = "0 3\n0 4\n0 5\n1 3\n1 4\n1 5\n2 3\n2 4\n2 5\n";
    graph *g = graph_new("file", 6, scratch_text("g", links), 1);
    cr_assert(epsilon_eq(dbl, graph_spectral_gap(g), 0.5, TOL_EIGENVALUE));
    graph_free(g);
}

typedef struct request {
    const char *kind, *path;
} request;

static void make(void *context)
{
    const request *asked = context;
    graph_free(graph_new(asked->kind, 3, asked->path, 1));
}

static void expect_refusal(const char *kind, const char *path, const char *what)
{
    request asked = {kind, path};
    apart_expect_refusal(make, &asked, what);
}

Test(graph_file, refuses_unknown_kinds_and_missing_files)
{
    expect_refusal("rings", NULL, "\"rings\"");
    expect_refusal("", NULL, "unknown kind");
    expect_refusal("file", NULL, "without a file");
    expect_refusal("file", scratch_path("missing"), "/missing: No such file");
    expect_refusal("file", scratch_folder, "Is a directory");
}

Test(graph_file, refuses_graphs_that_are_not_connected)
{
    expect_refusal("file", scratch_text("g", "0 1\n"), "not connected");
    expect_refusal("file", scratch_text("g", ""), "not connected");
    expect_refusal("file", scratch_text("g", "1 2\n"), "not connected");
}

Test(graph_file, refuses_bad_lines)
{
    static const char *const bad[] = {"0 3", "3 0", "-1 0", "0 -1", "1 1", "1", "1 2 0", "1 2x",
                                      "1 2.5", "a b", "1,2", "0 99999999999999999999", "1 x2"};
    for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
        char text[100];
        snprintf(text, sizeof text, "# first\n0 1\n%s\n1 2\n", bad[j]);
        expect_refusal("file", scratch_text("g", text), "/g, line 3: expected two");
    }
}
