#include "delay_file.h"

#include "support.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct ages {
    const char *path;
    FILE *file;
    size_t agents, count, room;
    size_t *age;
    bool one_block;
} ages;

static bool entry_ends(FILE *file)
{
    int c = fgetc(file);
    ungetc(c, file);
    return c == EOF || c == '#' || isspace(c);
}

static void make_room(ages *self)
{
    if (self->count == self->room) {
        size_t room = 2 * self->room + 64;
        size_t *longer = allocate(room, sizeof *longer);
        memcpy(longer, self->age ? self->age : longer, self->count * sizeof *longer);
        free(self->age);
        self->age = longer;
        self->room = room;
    }
}

static void read_entry(ages *self)
{
    size_t block = self->agents * self->agents, at = self->count % block;
    bool diagonal = at / self->agents == at % self->agents;
    long age;
    if (fscanf(self->file, "%ld", &age) != 1 || age < 0 || age > LONGEST_AGE ||
        (self->one_block && self->count >= block) || (diagonal && age != 0) ||
        !entry_ends(self->file)) {
        refuse("age file %s, entry %zu: expected %zu x %zu integers from 0 to %d, 0 on the "
               "diagonal", self->path, self->count, self->agents, self->agents, LONGEST_AGE);
    }
    make_room(self);
    self->age[self->count++] = (size_t)age;
}

static void read_all(ages *self)
{
    int c;
    while ((c = fgetc(self->file)) != EOF) {
        if (c == '#') {
            while ((c = fgetc(self->file)) != EOF && c != '\n') {
            }
        } else if (!isspace(c)) {
            ungetc(c, self->file);
            read_entry(self);
        }
    }
    if (ferror(self->file)) {
        refuse("age file %s: %s", self->path, strerror(errno));
    }
}

size_t *delay_file_read(const char *path, size_t agents, size_t *blocks)
{
    ages self = {path, fopen(path, "r"), agents, 0, 0, NULL, blocks == NULL};
    size_t block = agents * agents;
    if (!self.file) {
        refuse("age file %s: %s", path, strerror(errno));
    }
    read_all(&self);
    if (self.count == 0 || self.count % block != 0) {
        refuse("age file %s: %zu entries, expected %zu x %zu%s", path, self.count, agents, agents,
               blocks ? " for every step" : "");
    }
    if (blocks) {
        *blocks = self.count / block;
    }
    fclose(self.file);
    return self.age;
}
