/* The results of all experiments: what is judged, and the pages that show it. */
#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>

typedef struct report report;

/* Reads the experiments' files from a folder; size is "default" or "full". */
report *report_read(const char *folder, const char *size);
void report_free(report *self);

/* Each writes one file into the folder `out`: results.json, RESULTS.md, index.html. */
void report_write_json(const report *self, const char *out);
void report_write_markdown(const report *self, const char *out);
void report_write_html(const report *self, const char *out);

/* A short table on standard output, and where the page is. Returns how many verdicts are not the
   expected ones. */
size_t report_print(const report *self, const char *out);

#endif
