/* A folder for the files of one test: TestSuite(name, .init = scratch_begin, .fini = scratch_end).
   One copy per test file, so that both suites have it without a library of their own. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_folder[64];

static inline void scratch_begin(void)
{
    strcpy(scratch_folder, "/tmp/pcasgd-test-XXXXXX");
    cr_assert(ne(ptr, mkdtemp(scratch_folder), NULL), "no folder for the test");
}

/* folder/name; valid for the next 63 calls. */
static inline const char *scratch_path(const char *name)
{
    static char path[64][512];
    static size_t next;
    char *to = path[next++ % 64];
    snprintf(to, sizeof path[0], "%s/%s", scratch_folder, name);
    return to;
}

/* How many files and folders are in a folder; "": the test's own. */
static inline int scratch_entries(const char *folder)
{
    DIR *list = opendir(scratch_path(folder));
    int count = 0;
    cr_assert(ne(ptr, list, NULL), "no folder %s", folder);
    for (struct dirent *entry = readdir(list); entry; entry = readdir(list)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(list);
    return count;
}

/* Removes all that is in an open folder, and closes it. */
static inline void scratch_empty(int folder)
{
    DIR *list = fdopendir(folder);
    for (struct dirent *entry = list ? readdir(list) : NULL; entry; entry = readdir(list)) {
        bool self = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (!self && unlinkat(folder, entry->d_name, 0) != 0) {
            scratch_empty(openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY));
            unlinkat(folder, entry->d_name, AT_REMOVEDIR);
        }
    }
    if (list) {
        closedir(list);
    }
}

static inline void scratch_end(void)
{
    scratch_empty(open(scratch_folder, O_RDONLY | O_DIRECTORY));
    rmdir(scratch_folder);
}

static inline const char *scratch_mkdir(const char *name)
{
    const char *path = scratch_path(name);
    cr_assert(eq(int, mkdir(path, 0755), 0), "cannot make %s", path);
    return path;
}

static inline const char *scratch_write(const char *name, const void *bytes, size_t count)
{
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "wb");
    cr_assert(ne(ptr, file, NULL), "cannot write %s", path);
    cr_assert(eq(sz, fwrite(bytes, 1, count, file), count));
    cr_assert(eq(int, fclose(file), 0));
    return path;
}

static inline const char *scratch_text(const char *name, const char *text)
{
    return scratch_write(name, text, strlen(text));
}

/* The whole file and a NUL; the caller frees it. *count (if not NULL): its bytes. */
static inline char *scratch_read(const char *name, size_t *count)
{
    FILE *file = fopen(scratch_path(name), "rb");
    struct stat status;
    char *bytes;
    cr_assert(ne(ptr, file, NULL), "cannot read %s", name);
    cr_assert(eq(int, fstat(fileno(file), &status), 0));
    bytes = calloc((size_t)status.st_size + 1, 1);
    cr_assert(eq(sz, fread(bytes, 1, (size_t)status.st_size, file), (size_t)status.st_size));
    fclose(file);
    if (count) {
        *count = (size_t)status.st_size;
    }
    return bytes;
}

/* Are two files the same, byte for byte? */
static inline int scratch_same(const char *name, const char *other)
{
    size_t count, other_count;
    char *bytes = scratch_read(name, &count), *others = scratch_read(other, &other_count);
    int same = count == other_count && memcmp(bytes, others, count) == 0;
    free(bytes);
    free(others);
    return same;
}

#endif
