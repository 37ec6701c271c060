/* Claim: late messages hurt most where agents have different data.
   The same images dealt evenly, by a Dirichlet law, and by label shards. */
#include "studies/study.h"

int main(int argc, char **argv)
{
    static const struct {
        const char *name, *partition;
        double concentration;
    } partitions[] = {{"IID", "iid", 0},
                      {"Dirichlet 1", "dirichlet", 1},
                      {"Dirichlet 0.1", "dirichlet", 0.1},
                      {"2 shards", "shards", 2},
                      {"1 shard", "shards", 1}};
    const size_t count = sizeof partitions / sizeof *partitions;
    setting settings[sizeof partitions / sizeof *partitions];
    const study self = {.stem = "e10_partitions",
                        .purpose = "final accuracy against the partition of the data",
                        .settings = settings, .settings_count = count,
                        .methods = study_methods_fixed_ages};
    for (size_t j = 0; j < count; j++) {
        settings[j] = (setting){.name = partitions[j].name, .classifier = "softmax",
                                .graph = "clusters", .agents = 8, .ages = "bridges", .age = 8,
                                .partition = partitions[j].partition,
                                .concentration = partitions[j].concentration, .lambda = 0.1,
                                .steps = 240, .batch = 32};
    }
    return study_main(argc, argv, &self);
}
