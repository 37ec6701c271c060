/* Question: does the practical variant's rule choose well? Beside it the opposite choice, a random
   one, and the choice that only hindsight could make: the candidate with the smaller loss. */
#include "studies/study.h"

int main(int argc, char **argv)
{
    static const char *const names[] = {"age 2", "age 8", "age 8 IID"};
    static const size_t ages[] = {2, 8, 8};
    static const char *const methods[] = {"clip-only", "predict-only", "pc-asgd-0.5", "practical",
                                          "practical-opposite", "practical-random",
                                          "practical-hindsight", NULL};
    const size_t count = sizeof ages / sizeof *ages;
    setting settings[sizeof ages / sizeof *ages];
    const study self = {.stem = "e11_practical",
                        .purpose = "the practical variant and other ways to choose",
                        .settings = settings, .settings_count = count,
                        .methods = methods, .judge_every = 17};
    for (size_t j = 0; j < count; j++) {
        settings[j] = (setting){.name = names[j], .classifier = "softmax", .graph = "clusters",
                                .agents = 8, .ages = "bridges", .age = ages[j],
                                .partition = j < 2 ? "shards" : "iid",
                                .concentration = j < 2 ? 2 : 0, .lambda = 0.1, .steps = 240,
                                .batch = 32};
    }
    return study_main(argc, argv, &self);
}
