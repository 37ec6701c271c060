/* Claim: on images, too, paired mixing with accounts is not behind the paper's methods where
   messages between two clusters are long on the way, whatever the data of the agents are. */
#include "studies/study.h"

#include <stdio.h>

enum { CLASSIFIERS = 3, PARTITIONS = 3, NAME = 64 };

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        size_t steps, batch;
    } classifiers[CLASSIFIERS] = {{"softmax", 240, 32}, {"perceptron", 150, 16},
                                  {"lenet5", 160, 16}};
    static const struct {
        const char *name, *partition;
        double concentration;
    } partitions[PARTITIONS] = {
        {"IID", "iid", 0}, {"Dirichlet 0.1", "dirichlet", 0.1}, {"2 shards", "shards", 2}};
    static const char *const methods[] = {
        "d-psgd",    "stale-mixing", "predict-only",    "clip-only", "pc-asgd-0.5",
        "practical", "paired",       "paired-accounts", "pg-extra",  "asy-sonata", NULL};
    setting settings[CLASSIFIERS * PARTITIONS];
    char name[CLASSIFIERS * PARTITIONS][NAME];
    const study self = {.stem = "e14_exact_on_images",
                        .purpose = "methods whose fixed point is exact, on images",
                        .settings = settings, .settings_count = CLASSIFIERS * PARTITIONS,
                        .methods = methods};
    for (size_t j = 0; j < CLASSIFIERS * PARTITIONS; j++) {
        size_t c = j / PARTITIONS, p = j % PARTITIONS;
        snprintf(name[j], NAME, "%s %s", classifiers[c].name, partitions[p].name);
        settings[j] = (setting){.name = name[j], .classifier = classifiers[c].name,
                                .graph = "clusters", .agents = 8, .ages = "bridges", .age = 16,
                                .partition = partitions[p].partition,
                                .concentration = partitions[p].concentration, .lambda = 0.1,
                                .steps = classifiers[c].steps, .batch = classifiers[c].batch};
    }
    return study_main(argc, argv, &self);
}
