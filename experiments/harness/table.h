/* A CSV file of the laboratory, read back: # lines, column names, rows. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

typedef struct table {
    size_t notes, columns, rows;
    char **note;   /* notes: without the "# " */
    char **column; /* columns */
    char **cell;   /* rows x columns */
    char *text;    /* the file's text, which all of them point into */
} table;

/* A file that cannot be read, or a row with another number of cells than there are columns, is
   refused with one line. */
table *table_read(const char *path);
void table_free(table *self);

/* The cell of a row and a named column; an unknown name is a program defect, a cell that is not a
   number is refused. */
const char *table_text(const table *self, size_t row, const char *column);
double table_number(const table *self, size_t row, const char *column);

#endif
