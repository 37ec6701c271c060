#include "table.h"

#include "support.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    struct stat status;
    char *text;
    size_t size;
    if (!file || fstat(fileno(file), &status) != 0) {
        refuse("cannot read %s: %s", path, strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        refuse("cannot read %s: it is not a file", path);
    }
    size = (size_t)status.st_size;
    text = allocate(size + 1, 1);
    if (fread(text, 1, size, file) != size) {
        refuse("cannot read %s: %s", path, strerror(errno));
    }
    if (strlen(text) != size || (size > 0 && text[size - 1] != '\n')) {
        refuse("%s: damaged: a NUL byte, or no end of the last line", path);
    }
    fclose(file);
    return text;
}

static size_t count_of(const char *text, char wanted)
{
    size_t count = 0;
    for (; *text; text++) {
        count += *text == wanted;
    }
    return count;
}

/* Splits a line at its commas into cells; returns how many there are. */
static size_t split(char *line, char **cell, size_t most)
{
    size_t count = 0;
    char *comma;
    for (;;) {
        if (count < most) {
            cell[count] = line;
        }
        count++;
        comma = strchr(line, ',');
        if (!comma) {
            return count;
        }
        *comma = '\0';
        line = comma + 1;
    }
}

table *table_read(const char *path)
{
    table *self = allocate(1, sizeof *self);
    size_t lines;
    char *line, *end;
    self->text = read_text(path);
    lines = count_of(self->text, '\n');
    self->note = allocate(lines, sizeof *self->note);
    for (line = self->text; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (line[0] == '#') {
            self->note[self->notes++] = line + strspn(line, "# ");
        } else if (self->columns == 0) {
            self->columns = count_of(line, ',') + 1;
            self->column = allocate(self->columns, sizeof *self->column);
            self->cell = allocate(lines * self->columns, sizeof *self->cell);
            split(line, self->column, self->columns);
        } else if (split(line, self->cell + self->rows * self->columns, self->columns) ==
                   self->columns) {
            self->rows++;
        } else {
            refuse("%s: data row %zu has not %zu cells", path, self->rows + 1, self->columns);
        }
    }
    if (self->columns == 0) {
        refuse("%s: no column names", path);
    }
    return self;
}

void table_free(table *self)
{
    free(self->note);
    free(self->column);
    free(self->cell);
    free(self->text);
    free(self);
}

const char *table_text(const table *self, size_t row, const char *column)
{
    size_t c;
    for (c = 0; c < self->columns; c++) {
        if (strcmp(self->column[c], column) == 0) {
            return self->cell[row * self->columns + c];
        }
    }
    FAIL("no column \"%s\"", column);
}

double table_number(const table *self, size_t row, const char *column)
{
    const char *text = table_text(self, row, column);
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0') {
        refuse("data row %zu, column %s: \"%s\" is not a number", row + 1, column, text);
    }
    return value;
}
