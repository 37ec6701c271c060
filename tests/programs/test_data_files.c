/* Bad files through the program that reads them: one line, status 2, no results. */
#include "idx_files.h"

#include "process.h"

static void begin(void)
{
    scratch_begin();
    scratch_mkdir("data");
    scratch_mkdir("out");
    idx_write("data", "train", 40, 3, 3, false);
    idx_write("data", "t10k", 20, 3, 3, true);
}

TestSuite(data_files, .init = begin, .fini = scratch_end);

/* e5 on data folder `data`, small, with two more options; `says` and `also` in the refusal. */
static void expect_refusal(const char *data, const char *option, const char *value,
                           const char *other, const char *other_value, const char *says,
                           const char *also)
{
    process e5 = PROCESS("e5_delay_sweep", "--data", data, "--out", scratch_path("out"), "--steps",
                         "2", "--record", "1", "--measure", "10", "--seeds", "1", "--agents", "4",
                         "--batch", "2", option, value, other, other_value);
    process_expect_refusal(e5, says, also);
    cr_assert(eq(int, scratch_entries("out"), 0), "a result was written");
}

Test(data_files, good_files_are_accepted)
{
    process e5 = PROCESS("e5_delay_sweep", "--data", scratch_path("data"), "--out",
                         scratch_path("out"), "--steps", "2", "--record", "1", "--measure", "10",
                         "--seeds", "1", "--agents", "4", "--batch", "2");
    cr_assert(eq(int, e5.status, 0), "%s", e5.err);
    cr_assert(eq(int, scratch_entries("out"), 2));
    process_free(&e5);
}

Test(data_files, every_damage_is_refused)
{
    for (size_t j = 0; j < IDX_DAMAGES; j++) {
        char name[16];
        snprintf(name, sizeof name, "%zu", j);
        scratch_mkdir(name);
        idx_write_damaged(name, &idx_damages[j]);
        expect_refusal(scratch_path(name), NULL, NULL, NULL, NULL, idx_damages[j].file,
                       idx_damages[j].says);
    }
}

Test(data_files, folders_that_are_none_are_refused)
{
    expect_refusal(scratch_path("missing"), NULL, NULL, NULL, NULL, scratch_path("missing"),
                   "no such file");
    expect_refusal(scratch_text("file", "x"), NULL, NULL, NULL, NULL, scratch_path("file"),
                   "no such file");
}

Test(data_files, parts_that_do_not_belong_together_are_refused)
{
    idx_write("data", "t10k", 20, 3, 4, true);
    expect_refusal(scratch_path("data"), NULL, NULL, NULL, NULL, "training images have 9 pixels",
                   "test images 12");
}

Test(data_files, sizes_that_the_data_do_not_have_are_refused)
{
    const char *data = scratch_path("data");
    expect_refusal(data, "--measure", "21", NULL, NULL, "--measure: 21", "40 training and 20 test");
    expect_refusal(data, "--shards", "11", NULL, NULL, "40 samples", "44 parts");
    expect_refusal(data, "--record", "3", NULL, NULL, "--record: 3", "2");
}

Test(data_files, bad_graph_files_are_refused)
{
    const char *data = scratch_path("data"), *bad = scratch_text("graph", "0 1\n1 4\n");
    expect_refusal(data, "--graph", "file", NULL, NULL, "--graph-file", "--graph file");
    expect_refusal(data, "--graph-file", bad, NULL, NULL, "--graph-file", "--graph file");
    expect_refusal(data, "--graph", "file", "--graph-file", bad, bad, "line 2");
    scratch_text("graph", "0 1\n2 3\n");
    expect_refusal(data, "--graph", "file", "--graph-file", bad, "graph file", "not connected");
    expect_refusal(data, "--graph", "file", "--graph-file", data, data, "directory");
}

Test(data_files, bad_age_files_are_refused)
{
    const char *data = scratch_path("data"), *bad = scratch_text("ages", "0 1 1 1\n1 0 1 -1\n");
    expect_refusal(data, "--ages", "file", NULL, NULL, "--age-file", "--ages file");
    expect_refusal(data, "--age-file", bad, NULL, NULL, "--age-file", "--ages file");
    expect_refusal(data, "--ages", "file", "--age-file", bad, bad, "entry 7");
    expect_refusal(data, "--ages", "file", "--age-file", data, data, "directory");
}

Test(data_files, graph_and_age_files_are_used)
{
    const char *graph = scratch_text("graph", "0 1\n1 2\n2 3\n");
    const char *ages = scratch_text("ages", "0 1 1 1\n1 0 1 1\n1 1 0 1\n1 1 2 0\n");
    process e5 = PROCESS("e5_delay_sweep", "--data", scratch_path("data"), "--out",
                         scratch_path("out"), "--steps", "2", "--record", "1", "--measure", "10",
                         "--seeds", "1", "--agents", "4", "--graph", "file", "--graph-file", graph,
                         "--ages", "file", "--age-file", ages);
    char *text;
    cr_assert(eq(int, e5.status, 0), "%s", e5.err);
    text = scratch_read("out/e5_delay_sweep.csv", NULL);
    /* a path of 4: 1 - |1 - (2 - 2 cos(pi/4))/3| = 0.195262 */
    cr_assert(ne(ptr, strstr(text, "graph: file, 4 agents, spectral gap 0.195262\n"), NULL), "%s",
              text);
    free(text);
    process_free(&e5);
}

/* ---- results that cannot be written ---- */

static void expect_no_writing(const char *program, const char *out)
{
    process_expect_refusal(PROCESS(program, "--steps", "2", "--agents", "4", "--out", out),
                           "not a folder that can be written", out);
}

Test(data_files, folders_for_results_that_are_none_are_refused)
{
    process e5;
    expect_no_writing("e1_no_delay", scratch_path("missing"));
    expect_no_writing("e1_no_delay", scratch_text("file", "x"));
    expect_no_writing("e1_no_delay", "/proc/self");
    e5 = PROCESS("e5_delay_sweep", "--data", scratch_path("data"), "--out", scratch_path("missing"),
                 "--steps", "2", "--record", "1", "--measure", "10", "--seeds", "1");
    process_expect_refusal(e5, "not a folder that can be written", scratch_path("missing"));
    cr_assert(eq(int, scratch_entries("out"), 0));
}

/* e2 reads its images before it checks anything. */
static void expect_e2_refusal(const char *data, const char *says, const char *also)
{
    process e2 = PROCESS("e2_theorems", "--data", data, "--out", scratch_path("out"));
    process_expect_refusal(e2, says, also);
    cr_assert(eq(int, scratch_entries("out"), 0), "a result was written");
}

Test(data_files, theorems_refuse_what_they_cannot_read)
{
    expect_e2_refusal(scratch_path("missing"), scratch_path("missing"), "no such file");
    expect_e2_refusal(scratch_path("data"), "9 pixels", "4 x 4");
    scratch_mkdir("few");
    idx_write("few", "train", 40, 4, 4, false);
    expect_e2_refusal(scratch_path("few"), "too few images", "class");
}
