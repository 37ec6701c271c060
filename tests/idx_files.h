/* Small data sets in the IDX format, whole and damaged, in the scratch folder of a test. */
#ifndef TESTS_IDX_FILES_H
#define TESTS_IDX_FILES_H

#include "scratch.h"

#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

enum { IDX_MOST = 1 << 18 };

/* What a test data set holds: labels in a fixed irregular order, every class equally often if count
   is a multiple of 10; noise, and a brighter pixel that depends on the label. */
static inline unsigned char idx_label(size_t s)
{
    return (unsigned char)((s * 7 + s / 10) % 10);
}

static inline unsigned char idx_pixel(size_t s, size_t p)
{
    uint32_t noise = (uint32_t)(s * 2654435761u + p * 40503u + 12345u);
    noise ^= noise >> 15;
    noise *= 2246822519u;
    return p % 10 == idx_label(s) ? 255 : (unsigned char)((noise >> 16) % 90);
}

/* name, or name.gz if compressed */
static inline void idx_store(const char *name, bool compressed, const unsigned char *bytes,
                             size_t count)
{
    if (compressed) {
        char longer[256];
        gzFile file;
        snprintf(longer, sizeof longer, "%s.gz", name);
        file = gzopen(scratch_path(longer), "wb");
        cr_assert(ne(ptr, file, NULL));
        cr_assert(eq(int, gzwrite(file, bytes, (unsigned)count), (int)count));
        cr_assert(eq(int, gzclose(file), Z_OK));
    } else {
        scratch_write(name, bytes, count);
    }
}

static inline size_t idx_put(unsigned char *to, uint32_t number)
{
    size_t b;
    for (b = 0; b < 4; b++) {
        to[b] = (unsigned char)(number >> (24 - 8 * b));
    }
    return 4;
}

/* part: "train" or "t10k"; folder: inside the scratch folder */
static inline void idx_write(const char *folder, const char *part, size_t count, size_t rows,
                             size_t columns, bool compressed)
{
    static unsigned char bytes[IDX_MOST];
    char name[128];
    size_t used = idx_put(bytes, 0x803), s, p;
    cr_assert(le(sz, 16 + count * rows * columns, sizeof bytes));
    used += idx_put(bytes + used, (uint32_t)count);
    used += idx_put(bytes + used, (uint32_t)rows);
    used += idx_put(bytes + used, (uint32_t)columns);
    for (s = 0; s < count; s++) {
        for (p = 0; p < rows * columns; p++) {
            bytes[used++] = idx_pixel(s, p);
        }
    }
    snprintf(name, sizeof name, "%s/%s-images-idx3-ubyte", folder, part);
    idx_store(name, compressed, bytes, used);
    used = idx_put(bytes, 0x801);
    used += idx_put(bytes + used, (uint32_t)count);
    for (s = 0; s < count; s++) {
        bytes[used++] = idx_label(s);
    }
    snprintf(name, sizeof name, "%s/%s-labels-idx1-ubyte", folder, part);
    idx_store(name, compressed, bytes, used);
}

/* ---- damage: one file of a good folder is changed ---- */

typedef enum idx_change {
    IDX_REMOVE,
    IDX_FOLDER, /* a folder in place of the file */
    IDX_KEEP,   /* the first `at` bytes; at < 0: all but the last -at */
    IDX_SET,    /* the byte at `at` becomes `value`; at < 0: from the end */
    IDX_FLIP,   /* all bits of the byte at `at` */
    IDX_HALF,   /* all bits of the byte in the middle */
    IDX_APPEND  /* one byte more; a compressed file: a second compressed part */
} idx_change;

typedef struct idx_damage {
    const char *file;
    bool compressed;
    idx_change change;
    long at;
    unsigned char value;
    const char *says; /* the refusal has this, and the file's name */
} idx_damage;

#define IDX_I "train-images-idx3-ubyte"
#define IDX_L "train-labels-idx1-ubyte"

/* The good files have IDX_DAMAGED images of 16 x 16 pixels. */
enum { IDX_DAMAGED = 20 };

static const idx_damage idx_damages[] = {
    {IDX_I, false, IDX_REMOVE, 0, 0, "no such file"},
    {IDX_L, false, IDX_REMOVE, 0, 0, "no such file"},
    {IDX_I, true, IDX_REMOVE, 0, 0, "no such file"},
    {"t10k-labels-idx1-ubyte", false, IDX_REMOVE, 0, 0, "no such file"},
    {IDX_I, false, IDX_FOLDER, 0, 0, "no such file"},
    {IDX_L, true, IDX_FOLDER, 0, 0, "no such file"},
    {IDX_I, false, IDX_KEEP, 0, 0, "truncated"},
    {IDX_L, false, IDX_KEEP, 0, 0, "truncated"},
    {IDX_I, true, IDX_KEEP, 0, 0, "truncated"},
    {IDX_I, false, IDX_KEEP, 3, 0, "truncated"},
    {IDX_I, false, IDX_KEEP, 15, 0, "truncated"},
    {IDX_L, false, IDX_KEEP, 7, 0, "truncated"},
    {IDX_I, false, IDX_KEEP, 16, 0, "truncated"},
    {IDX_I, false, IDX_KEEP, -1, 0, "truncated"},
    {IDX_L, false, IDX_KEEP, -1, 0, "truncated"},
    {IDX_I, true, IDX_KEEP, 6, 0, "truncated"},
    {IDX_I, true, IDX_KEEP, -500, 0, "truncated"},
    {IDX_I, true, IDX_KEEP, -8, 0, "truncated"}, /* the data are whole, the check sum is not */
    {IDX_L, true, IDX_KEEP, -1, 0, "truncated"},
    {IDX_I, true, IDX_HALF, 0, 0, ": in"}, /* "incorrect data check", "invalid ..." */
    {IDX_I, true, IDX_FLIP, -6, 0, "incorrect data check"},
    {IDX_L, true, IDX_FLIP, -2, 0, "incorrect length check"},
    {IDX_I, false, IDX_SET, 3, 1, "begins with 0x00000801, expected 0x00000803"},
    {IDX_L, false, IDX_SET, 3, 3, "begins with 0x00000803, expected 0x00000801"},
    {IDX_L, true, IDX_SET, 0, 0, "begins with"}, /* no longer gzip: read as it is */
    {IDX_L, false, IDX_SET, 7, IDX_DAMAGED - 1, "19 labels for 20 images"},
    {IDX_L, false, IDX_SET, 7, IDX_DAMAGED + 1, "21 labels for 20 images"},
    {IDX_I, false, IDX_SET, 7, IDX_DAMAGED + 1, "truncated"},
    {IDX_I, false, IDX_SET, 7, IDX_DAMAGED - 1, "longer than its header says"},
    {IDX_I, false, IDX_SET, 7, 0, "0 images, allowed are 2 to"},
    {IDX_I, false, IDX_SET, 7, 1, "1 images, allowed are 2 to"},
    {IDX_I, false, IDX_SET, 4, 0xff, "images, allowed are 2 to"},
    {IDX_I, false, IDX_SET, 5, 0x90, "pixels in all"},
    {IDX_I, false, IDX_SET, 11, 0, "images of 0 x 16 pixels"},
    {IDX_I, false, IDX_SET, 15, 0, "images of 16 x 0 pixels"},
    {IDX_I, false, IDX_SET, 10, 4, "images of 1040 x 16 pixels"},
    {IDX_L, false, IDX_SET, 8, 10, "label 10 of sample 0, allowed are 0 to 9"},
    {IDX_L, false, IDX_SET, -1, 255, "label 255 of sample 19"},
    {IDX_I, false, IDX_APPEND, 0, 0, "longer than its header says"},
    {IDX_L, false, IDX_APPEND, 0, 0, "longer than its header says"},
    {IDX_I, true, IDX_APPEND, 0, 0, "longer than its header says"},
};

enum { IDX_DAMAGES = sizeof idx_damages / sizeof *idx_damages };

static inline void idx_change_bytes(const idx_damage *damage, char *bytes, size_t *count)
{
    size_t at = damage->at < 0 ? *count - (size_t)-damage->at : (size_t)damage->at;
    switch (damage->change) {
    case IDX_KEEP:
        *count = at;
        break;
    case IDX_SET:
        bytes[at] = (char)damage->value;
        break;
    case IDX_FLIP:
        bytes[at] = (char)~bytes[at];
        break;
    case IDX_HALF:
        bytes[*count / 2] = (char)~bytes[*count / 2];
        break;
    case IDX_APPEND:
        if (damage->compressed) {
            memcpy(bytes + *count, bytes, *count);
            *count *= 2;
        } else {
            bytes[(*count)++] = 1;
        }
        break;
    case IDX_REMOVE:
    case IDX_FOLDER:
        break;
    }
}

/* Writes a good data set to the scratch folder `folder` and damages it. */
static inline void idx_write_damaged(const char *folder, const idx_damage *damage)
{
    static char bytes[IDX_MOST];
    char name[256];
    char *good;
    size_t count;
    idx_write(folder, "train", IDX_DAMAGED, 16, 16, damage->compressed);
    idx_write(folder, "t10k", IDX_DAMAGED, 16, 16, damage->compressed);
    snprintf(name, sizeof name, "%s/%s%s", folder, damage->file, damage->compressed ? ".gz" : "");
    good = scratch_read(name, &count);
    memcpy(bytes, good, count);
    free(good);
    remove(scratch_path(name));
    if (damage->change == IDX_FOLDER) {
        scratch_mkdir(name);
    } else if (damage->change != IDX_REMOVE) {
        idx_change_bytes(damage, bytes, &count);
        scratch_write(name, bytes, count);
    }
}

#endif
