#include "dataset_cifar.h"

#include "support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHANNELS = 3, SIDE = 32, PIXELS = CHANNELS * SIDE * SIDE, RECORD = 1 + PIXELS };
enum { TEST_FILE = 5, FILES = 6, MOST_RECORDS = 600000 };

static const char *const names[FILES] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                         "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};

typedef struct cifar_path {
    char text[4096];
} cifar_path;

static cifar_path path_of(const char *folder, size_t file)
{
    cifar_path path;
    int length = snprintf(path.text, sizeof path.text, "%s/%s", folder, names[file]);
    if (length < 0 || (size_t)length >= sizeof path.text) {
        refuse("--data: the folder's name is too long");
    }
    return path;
}

bool cifar_is_in(const char *folder)
{
    struct stat status;
    size_t file;
    for (file = 0; file < FILES; file++) {
        if (stat(path_of(folder, file).text, &status) == 0) {
            return true;
        }
    }
    return false;
}

/* How many records a file has, by its length. */
static size_t count_records(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        refuse("%s: no such file; CIFAR-10 has data_batch_1.bin to data_batch_5.bin and "
               "test_batch.bin", path);
    }
    if (status.st_size == 0 || status.st_size % RECORD != 0) {
        refuse("%s: %lld bytes, allowed are whole records of %d bytes, one or more", path,
               (long long)status.st_size, RECORD);
    }
    if (status.st_size / RECORD > MOST_RECORDS) {
        refuse("%s: %lld images, allowed are 1 to %d", path, (long long)status.st_size / RECORD,
               MOST_RECORDS);
    }
    return (size_t)status.st_size / RECORD;
}

static void read_records(dataset *data, const char *path, size_t first, size_t last)
{
    FILE *file = fopen(path, "rb");
    size_t s;
    if (!file) {
        refuse("%s: cannot open: %s", path, strerror(errno));
    }
    for (s = first; s < last; s++) {
        if (fread(&data->label[s], 1, 1, file) != 1 ||
            fread(data->image + s * PIXELS, 1, PIXELS, file) != PIXELS) {
            refuse("%s: cannot read: image %zu ends too early", path, s - first);
        }
        if (data->label[s] >= DATASET_CLASSES) {
            refuse("%s: label %u of sample %zu, allowed are 0 to %d", path, data->label[s],
                   s - first, DATASET_CLASSES - 1);
        }
    }
    fclose(file);
}

void cifar_read(dataset *data, const char *folder, dataset_part part)
{
    size_t first = part == DATASET_TRAIN ? 0 : TEST_FILE, last = first == 0 ? TEST_FILE : FILES;
    size_t count[FILES], file, used = 0;
    for (file = first; file < last; file++) {
        count[file] = count_records(path_of(folder, file).text);
        data->count += count[file];
    }
    if (data->count < 2) {
        refuse("%s: one image, allowed are 2 or more", path_of(folder, first).text);
    }
    data->channels = CHANNELS;
    data->height = data->width = SIDE;
    data->pixels = PIXELS;
    data->image = allocate(data->count, PIXELS);
    data->label = allocate(data->count, 1);
    for (file = first; file < last; used += count[file++]) {
        read_records(data, path_of(folder, file).text, used, used + count[file]);
    }
}
