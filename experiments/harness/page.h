/* A page of headings, paragraphs, tables and pictures, as Markdown or as HTML: the content is
   written once. */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct page page;

/* The file appears when page_close() is called. */
page *page_open(const char *path, bool html, const char *title);
void page_close(page *self);

void page_heading(page *self, const char *text);
void page_paragraph(page *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
void page_list(page *self, char *const *item, size_t count);

/* A table is a header row, then rows of as many cells, then the end. */
void page_table_begin(page *self, const char *const *cell, size_t count);
void page_table_row(page *self, const char *const *cell, size_t count);
void page_table_end(page *self);

/* file: beside the HTML page in figures/; in the repository in plots/figures/. */
void page_figure(page *self, const char *file, const char *caption);

#endif
