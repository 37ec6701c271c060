/* Claim: late messages cost accuracy, and how much depends on what is done with them.
   Softmax regression, two label shards per agent, messages between two clusters late. */
#include "studies/study.h"

int main(int argc, char **argv)
{
    static const char *const names[] = {"age 1", "age 2", "age 4", "age 8", "age 16"};
    static const size_t ages[] = {1, 2, 4, 8, 16};
    setting settings[sizeof ages / sizeof *ages];
    const size_t count = sizeof ages / sizeof *ages;
    const study self = {.stem = "e5_delay_sweep",
                        .purpose = "final accuracy against the age of messages",
                        .settings = settings, .settings_count = count,
                        .methods = study_methods_fixed_ages};
    for (size_t j = 0; j < count; j++) {
        settings[j] = (setting){.name = names[j], .classifier = "softmax", .graph = "clusters",
                                .agents = 8, .ages = "bridges", .age = ages[j],
                                .partition = "shards", .concentration = 2, .lambda = 0.1,
                                .steps = 240, .batch = 32};
    }
    return study_main(argc, argv, &self);
}
