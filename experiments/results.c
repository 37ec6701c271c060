/* Turns the files of the experiments into verdicts and pages: results.json, RESULTS.md, index.html.
   Prints a short table; exit status 1 if a verdict is not the expected one. */
#include "harness/options.h"
#include "report/report.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    static const char *const sizes[] = {"default", "full", NULL};
    const char *data = "build/data/default", *out = "build/report", *size = sizes[0];
    const option_spec options[] = {
        {"data", OPTION_TEXT, &data, 0, 0, NULL, "folder with the files of the experiments"},
        {"out", OPTION_FOLDER, &out, 0, 0, NULL, "folder for the pages"},
        {"size", OPTION_CHOICE, &size, 0, 0, sizes, "size of the experiments"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    report *all;
    size_t unexpected;
    options_parse(argc, argv, "judge the experiments and write the results pages", options);
    all = report_read(data, size);
    report_write_json(all, out);
    report_write_markdown(all, out);
    report_write_html(all, out);
    unexpected = report_print(all, out);
    report_free(all);
    return unexpected > 0 ? 1 : 0;
}
