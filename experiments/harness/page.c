#include "page.h"

#include "support.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct page {
    file_output file;
    bool html;
};

static const char html_before_title[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
static const char html_after_title[] =
    "</title>\n<style>\n"
    "body { font: 16px/1.5 sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; }\n"
    "table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto; }\n"
    "th, td { border-bottom: 1px solid #ccc; padding: 0.25em 0.8em; text-align: left;\n"
    "         font-variant-numeric: tabular-nums; }\n"
    "img { max-width: 100%; }\nfigure { margin: 1em 0; }\nfigcaption { color: #444; }\n"
    "</style>\n</head>\n<body>\n";

static void put_text(const page *self, const char *text)
{
    for (; *text; text++) {
        if (self->html && *text == '<') {
            fputs("&lt;", self->file.stream);
        } else if (self->html && *text == '&') {
            fputs("&amp;", self->file.stream);
        } else if (self->html && *text == '"') { /* for attributes */
            fputs("&quot;", self->file.stream);
        } else if (!self->html && *text == '|') { /* else it ends a cell of a table */
            fputs("\\|", self->file.stream);
        } else {
            fputc(*text, self->file.stream);
        }
    }
}

/* before, text, after in HTML; md_before, text, md_after in Markdown */
static void put(const page *self, const char *before, const char *md_before, const char *text,
                const char *after, const char *md_after)
{
    fputs(self->html ? before : md_before, self->file.stream);
    put_text(self, text);
    fputs(self->html ? after : md_after, self->file.stream);
}

page *page_open(const char *path, bool html, const char *title)
{
    page *self = allocate(1, sizeof *self);
    self->file = file_begin(path);
    self->html = html;
    if (html) {
        fputs(html_before_title, self->file.stream);
        put_text(self, title);
        fputs(html_after_title, self->file.stream);
    }
    put(self, "<h1>", "# ", title, "</h1>\n", "\n\n");
    return self;
}

void page_close(page *self)
{
    if (self->html) {
        fputs("</body>\n</html>\n", self->file.stream);
    }
    file_commit(&self->file);
    free(self);
}

void page_heading(page *self, const char *text)
{
    put(self, "<h2>", "## ", text, "</h2>\n", "\n\n");
}

void page_paragraph(page *self, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    int length;
    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text) {
        FAIL("a paragraph of %d characters is too long", length);
    }
    put(self, "<p>", "", text, "</p>\n", "\n\n");
}

void page_list(page *self, char *const *item, size_t count)
{
    size_t j;
    fputs(self->html ? "<ul>\n" : "", self->file.stream);
    for (j = 0; j < count; j++) {
        put(self, "<li>", "- ", item[j], "</li>\n", "\n");
    }
    fputs(self->html ? "</ul>\n" : "\n", self->file.stream);
}

static void put_row(page *self, const char *const *cell, size_t count, const char *before,
                    const char *after)
{
    size_t c;
    fputs(self->html ? "<tr>" : "|", self->file.stream);
    for (c = 0; c < count; c++) {
        put(self, before, " ", cell[c], after, " |");
    }
    fputs(self->html ? "</tr>\n" : "\n", self->file.stream);
}

void page_table_begin(page *self, const char *const *cell, size_t count)
{
    size_t c;
    fputs(self->html ? "<table>\n" : "", self->file.stream);
    put_row(self, cell, count, "<th>", "</th>");
    for (c = 0; c < count && !self->html; c++) {
        fputs(c + 1 < count ? "|---" : "|---|\n", self->file.stream);
    }
}

void page_table_row(page *self, const char *const *cell, size_t count)
{
    put_row(self, cell, count, "<td>", "</td>");
}

void page_table_end(page *self)
{
    fputs(self->html ? "</table>\n" : "\n", self->file.stream);
}

void page_figure(page *self, const char *file, const char *caption)
{
    if (self->html) {
        fprintf(self->file.stream, "<figure><img src=\"figures/%s\" alt=\"", file);
        put_text(self, caption);
        put(self, "\">\n<figcaption>", "", caption, "</figcaption></figure>\n", "");
    } else {
        fprintf(self->file.stream, "![%s](../plots/figures/%s)\n\n", caption, file);
    }
}
