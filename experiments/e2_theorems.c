/* Claim: the numbered statements of docs/theory.md hold on runs, where their assumptions hold; and
   every check can say no. Not checked: the closed constant and the noise of Theorem 8c. Proposition
   4 is in the sharpened closed forms of Theorems 4 and 5. */
#include "harness/options.h"
#include "harness/run.h"
#include "harness/support.h"
#include "theorems/check.h"

#include <stddef.h>
#include <string.h>

typedef struct settings {
    const char *out, *size, *data;
    size_t workers;
    objective *images;
} settings;

/* T-shirts and shirts, the two classes that are hardest to tell apart: a label is then often wrong
   and gradients keep their noise. Means over 4 x 4 pixels: 50 parameters. */
static objective *read_images(const char *folder)
{
    enum { T_SHIRT = 0, SHIRT = 6, AGENTS = 8, SAMPLES = 100, BLOCK = 4, BATCH = 5 };
    dataset *data = dataset_read(folder, DATASET_TRAIN);
    objective *self = objective_images(data, T_SHIRT, SHIRT, AGENTS, SAMPLES, BLOCK, BATCH, 0.1);
    dataset_free(data);
    return self;
}

static void run_check(void *context, size_t index)
{
    const settings *self = context;
    const check_context asked = {self->out, strcmp(self->size, "full") == 0,
                                 self->images};
    statements *list = statements_new();
    char path[4096];
    checks[index].function(list, &asked);
    snprintf(path, sizeof path, "%s/%s.statements.csv", self->out, checks[index].stem);
    statements_write(list, path);
}

int main(int argc, char **argv)
{
    static const char *const sizes[] = {"default", "full", NULL};
    settings s = {"build/data/default", "default", "/usr/share/datasets/fashion-mnist",
                  run_processors(), NULL};
    const option_spec options[] = {
        {"out", OPTION_FOLDER, &s.out, 0, 0, NULL, "folder for the results"},
        {"size", OPTION_CHOICE, &s.size, 0, 0, sizes, "size of the experiments"},
        {"data", OPTION_TEXT, &s.data, 0, 0, NULL, "folder of the IDX files"},
        {"workers", OPTION_INTEGER, &s.workers, 1, 1024, NULL, "checks at the same time"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    size_t count = 0;
    options_parse(argc, argv, "check every numbered statement on runs", options);
    while (checks[count].stem) {
        count++;
    }
    s.images = read_images(s.data);
    run_parallel(count, s.workers, "e2_theorems", run_check, &s);
    objective_free(s.images);
    return 0;
}
