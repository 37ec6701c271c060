/* Bad files through the program that reads them: one line, status 2, no results. */
#include "idx_files.h"

#include "process.h"

static void begin(void)
{
    scratch_begin();
    scratch_mkdir("data");
    scratch_mkdir("out");
    idx_write("data", "train", 60, 3, 3, false);
    idx_write("data", "t10k", 20, 3, 3, true);
}

TestSuite(data_files, .init = begin, .fini = scratch_end);

/* train on data folder `data`, small, with two more options; `says` and `also` in the refusal. */
static process train(const char *data, const char *option, const char *value, const char *other,
                     const char *other_value)
{
    return PROCESS("train", "--data", data, "--out", scratch_path("out"), "--steps", "2",
                   "--records", "1", "--measure", "8", "--seeds", "1", "--agents", "4", "--batch",
                   "2", "--eta", "0.1", "--methods", "d-psgd,pc-asgd-0.5,practical", option, value,
                   other, other_value);
}

static void expect_refusal(const char *data, const char *option, const char *value,
                           const char *other, const char *other_value, const char *says,
                           const char *also)
{
    process_expect_refusal(train(data, option, value, other, other_value), says, also);
    cr_assert(eq(int, scratch_entries("out"), 0), "a result was written");
}

Test(data_files, good_files_are_accepted)
{
    process self = train(scratch_path("data"), NULL, NULL, NULL, NULL);
    cr_assert(eq(int, self.status, 0), "%s", self.err);
    cr_assert(eq(int, scratch_entries("out"), 4)); /* end, curves, seeds, folder of the runs */
    cr_assert(eq(int, scratch_entries("out/train"), 3));
    process_free(&self);
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
    expect_refusal(data, "--measure", "11", NULL, NULL, "--measure: 11",
                   "10 validation and 20 test");
    expect_refusal(data, "--concentration", "13", NULL, NULL, "50 samples", "52 parts");
    expect_refusal(data, "--partition", "iid", "--agents", "51", "50 samples", "51 parts");
    expect_refusal(data, "--partition", "dirichlet", "--agents", "51", "50 samples", "51 agents");
    expect_refusal(data, "--records", "3", NULL, NULL, "--records: 3", "2 steps");
    expect_refusal(data, "--classifier", "lenet5", NULL, NULL, "lenet5: images of 1 x 3 x 3",
                   "1 x 28 x 28");
}

Test(data_files, options_that_contradict_are_refused)
{
    const char *data = scratch_path("data");
    expect_refusal(data, "--concentration", "0.5", NULL, NULL, "--concentration: 0.5", "integer");
    expect_refusal(data, "--concentration", "1.5", NULL, NULL, "--concentration: 1.5", "integer");
    expect_refusal(data, "--ages", "uniform", "--speeds", "equal", "--ages: \"uniform\"",
                   "--speeds equal");
    expect_refusal(data, "--latency", "1", NULL, NULL, "--latency", "--speeds");
    expect_refusal(data, "--bridge-latency", "1", NULL, NULL, "--bridge-latency", "--speeds");
    expect_refusal(data, "--methods", "corrected", "--ages", "uniform", "1/(N q_k)",
                   "ages that do not change");
    expect_refusal(data, "--methods", "corrected", "--speeds", "equal", "1/(N q_k)",
                   "ages that do not change");
}

Test(data_files, bad_lists_of_methods_are_refused)
{
    static const char *const bad[] = {"nonsense", ",", "d-psgd,", ",d-psgd", "d-psgd,,practical",
                                      "D-PSGD", " d-psgd", "d-psgd;practical", "pc-asgd-0.6"};
    const char *data = scratch_path("data");
    for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
        expect_refusal(data, "--methods", bad[j], NULL, NULL, "--methods: \"",
                       "is not one of: centralised, d-psgd, stale-mixing,");
    }
    expect_refusal(data, "--methods", "", NULL, NULL, "--methods: \"\"", "must not be empty");
    expect_refusal(data, "--methods", "d-psgd,practical,d-psgd", NULL, NULL, "\"d-psgd\"", "twice");
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

/* The rows behind the notes, which the caller frees; the whole text is put into *all. */
static const char *rows_with(const char *option, const char *value, const char *other,
                             const char *other_value, char **all)
{
    process self = train(scratch_path("data"), option, value, other, other_value);
    cr_assert(eq(int, self.status, 0), "%s", self.err);
    process_free(&self);
    *all = scratch_read("out/train.csv", NULL);
    return strstr(*all, "setting,method");
}

static void expect_same_rows(bool same, const char *const one[4], const char *const two[4])
{
    char *all, *other;
    const char *rows = rows_with(one[0], one[1], one[2], one[3], &all);
    const char *others = rows_with(two[0], two[1], two[2], two[3], &other);
    cr_assert(eq(int, strcmp(rows, others) == 0, same), "%s %s\n%s%s", one[0], one[1], all, other);
    free(all);
    free(other);
}

Test(data_files, graph_and_age_files_are_used)
{
    const char *path = scratch_text("graph", "0 1\n1 2\n2 3\n");
    const char *three = scratch_text("ages", "0 3 3 3\n3 0 3 3\n3 3 0 3\n3 3 3 0\n");
    const char *one = scratch_text("other", "0 3 3 3\n3 0 3 3\n3 3 0 3\n3 3 1 0\n");
    const char *const by_file[] = {"--graph", "file", "--graph-file", path};
    const char *const ages_file[] = {"--ages", "file", "--age-file", three};
    const char *const other[] = {"--ages", "file", "--age-file", one};
    expect_same_rows(true, by_file, (const char *const[]){"--graph", "path", NULL, NULL});
    expect_same_rows(false, by_file, (const char *const[]){"--graph", "ring", NULL, NULL});
    expect_same_rows(true, ages_file, (const char *const[]){"--ages", "constant", "--age", "3"});
    expect_same_rows(false, ages_file, other);
}

/* ---- results that cannot be written ---- */

static void expect_no_writing(const char *program, const char *out)
{
    process_expect_refusal(PROCESS(program, "--steps", "2", "--agents", "4", "--out", out),
                           "not a folder that can be written", out);
}

Test(data_files, folders_for_results_that_are_none_are_refused)
{
    expect_no_writing("e1_no_delay", scratch_path("missing"));
    expect_no_writing("e1_no_delay", scratch_text("file", "x"));
    expect_no_writing("e1_no_delay", "/proc/self");
    expect_no_writing("train", scratch_path("missing"));
    expect_no_writing("train", scratch_path("file"));
    expect_no_writing("train", "/proc/self");
}

Test(data_files, a_file_in_place_of_the_folder_of_runs_is_refused)
{
    scratch_text("out/train", "x");
    process_expect_refusal(train(scratch_path("data"), NULL, NULL, NULL, NULL),
                           "for the runs, is not a folder", scratch_path("out/train"));
    cr_assert(eq(int, scratch_entries("out"), 1));
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
