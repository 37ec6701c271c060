/* CIFAR-10's binary files, small ones made here: what is in them, and every kind of damage. */
#include "idx_files.h"

#include "../../experiments/harness/dataset.h"
#include "../../experiments/harness/support.h"
#include "apart.h"

TestSuite(dataset_cifar, .init = scratch_begin, .fini = scratch_end);

enum { PIXELS = 3 * 32 * 32, RECORD = 1 + PIXELS, FILES = 6, MOST = 4 };

static const char *const names[FILES] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                         "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
static const size_t records[FILES] = {3, 1, 2, 4, 1, 2};

/* Sample s of the training files, or 100 + s of the test file. */
static void write_file(const char *folder, size_t file, size_t first)
{
    static unsigned char bytes[MOST * RECORD + 1];
    char name[64];
    for (size_t r = 0; r < records[file]; r++) {
        unsigned char *record = bytes + r * RECORD;
        record[0] = idx_label(first + r);
        for (size_t p = 0; p < PIXELS; p++) {
            record[1 + p] = idx_pixel(first + r, p);
        }
    }
    snprintf(name, sizeof name, "%s/%s", folder, names[file]);
    scratch_write(name, bytes, records[file] * RECORD);
}

static void write_files(const char *folder)
{
    size_t first = 0;
    for (size_t file = 0; file < FILES; file++) {
        write_file(folder, file, file == FILES - 1 ? 100 : first);
        first += records[file];
    }
}

static void check_content(dataset_part part, size_t count, size_t first)
{
    dataset *data = dataset_read(scratch_folder, part);
    cr_assert(eq(sz, data->count, count));
    cr_assert(eq(sz, data->channels, 3));
    cr_assert(eq(sz, data->height, 32));
    cr_assert(eq(sz, data->width, 32));
    cr_assert(eq(sz, data->pixels, PIXELS));
    for (size_t s = 0; s < count; s++) {
        cr_assert(eq(u8, data->label[s], idx_label(first + s)));
        for (size_t p = 0; p < PIXELS; p++) {
            cr_assert(eq(u8, data->image[s * PIXELS + p], idx_pixel(first + s, p)));
        }
    }
    dataset_free(data);
}

Test(dataset_cifar, files_are_read_in_order)
{
    write_files("");
    check_content(DATASET_TRAIN, 11, 0);
    check_content(DATASET_TEST, 2, 100);
}

Test(dataset_cifar, idx_files_have_one_channel)
{
    dataset *data;
    idx_write("", "train", 4, 5, 7, false);
    data = dataset_read(scratch_folder, DATASET_TRAIN);
    cr_assert(eq(sz, data->channels, 1));
    cr_assert(eq(sz, data->height, 5));
    cr_assert(eq(sz, data->width, 7));
    dataset_free(data);
}

/* ---- damage ---- */

typedef struct damage {
    size_t file;
    idx_damage change; /* its `file` is not used */
} damage;

static const damage damages[] = {
    {0, {NULL, false, IDX_REMOVE, 0, 0, "no such file"}},
    {4, {NULL, false, IDX_REMOVE, 0, 0, "no such file"}},
    {5, {NULL, false, IDX_REMOVE, 0, 0, "no such file"}},
    {2, {NULL, false, IDX_FOLDER, 0, 0, "no such file"}},
    {1, {NULL, false, IDX_KEEP, 0, 0, "0 bytes, allowed are whole records of 3073 bytes"}},
    {3, {NULL, false, IDX_KEEP, -1, 0, "12291 bytes, allowed are whole records"}},
    {5, {NULL, false, IDX_KEEP, 1, 0, "1 bytes, allowed are whole records"}},
    {0, {NULL, false, IDX_APPEND, 0, 0, "9220 bytes, allowed are whole records"}},
    {5, {NULL, false, IDX_KEEP, RECORD, 0, "one image, allowed are 2 or more"}},
    {0, {NULL, false, IDX_SET, 0, 10, "label 10 of sample 0, allowed are 0 to 9"}},
    {3, {NULL, false, IDX_SET, 2 * RECORD, 255, "label 255 of sample 2"}},
};

static void write_damaged(const char *folder, const damage *d)
{
    static char bytes[MOST * RECORD + 1];
    char name[64];
    char *good;
    size_t count;
    write_files(folder);
    snprintf(name, sizeof name, "%s/%s", folder, names[d->file]);
    good = scratch_read(name, &count);
    memcpy(bytes, good, count);
    free(good);
    remove(scratch_path(name));
    if (d->change.change == IDX_FOLDER) {
        scratch_mkdir(name);
    } else if (d->change.change != IDX_REMOVE) {
        idx_change_bytes(&d->change, bytes, &count);
        scratch_write(name, bytes, count);
    }
}

static void read_both(void *folder)
{
    dataset_free(dataset_read(folder, DATASET_TRAIN));
    dataset_free(dataset_read(folder, DATASET_TEST));
}

Test(dataset_cifar, refuses_every_damage)
{
    for (size_t j = 0; j < sizeof damages / sizeof *damages; j++) {
        char name[16];
        snprintf(name, sizeof name, "%zu", j);
        scratch_mkdir(name);
        write_damaged(name, &damages[j]);
        apart_expect_refusal(read_both, (void *)scratch_path(name), damages[j].change.says);
        apart_expect_refusal(read_both, (void *)scratch_path(name), names[damages[j].file]);
    }
}

Test(dataset_cifar, undamaged_files_are_read)
{
    char text[100];
    write_files("");
    cr_assert(eq(int, apart_run(read_both, scratch_folder, text, sizeof text), 0), "%s", text);
}

Test(dataset_cifar, refuses_both_formats_in_one_folder)
{
    write_files("");
    idx_write("", "train", 4, 5, 7, true);
    apart_expect_refusal(read_both, scratch_folder, "allowed is one of them");
}
