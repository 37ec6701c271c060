/* Claim: the combination of predicting and clipping is better than either alone, as the paper says.
   Paper-like, since its exact settings are not known: 5, 8 and 20 agents in two fully connected
   clusters whose cross links are late, on networks. */
#include "studies/study.h"

int main(int argc, char **argv)
{
    static const struct {
        const char *name, *classifier;
        size_t agents, age, steps, batch;
    } presets[] = {{"perceptron 5 agents", "perceptron", 5, 10, 150, 32},
                   {"perceptron 8 agents", "perceptron", 8, 10, 150, 32},
                   {"perceptron 20 agents", "perceptron", 20, 10, 100, 32},
                   {"LeNet-5 5 agents", "lenet5", 5, 10, 150, 16}};
    static const char *const methods[] = {"d-psgd",    "stale-mixing", "predict-only",
                                          "clip-only", "pc-asgd-0.5",  "practical",
                                          "ad-psgd",   NULL};
    const size_t count = sizeof presets / sizeof *presets;
    setting settings[sizeof presets / sizeof *presets];
    const study self = {.stem = "e12_paper_like",
                        .purpose = "two clusters with late cross links, as in the paper",
                        .settings = settings, .settings_count = count,
                        .methods = methods};
    for (size_t j = 0; j < count; j++) {
        settings[j] = (setting){.name = presets[j].name, .classifier = presets[j].classifier,
                                .graph = "clusters", .agents = presets[j].agents,
                                .ages = "bridges", .age = presets[j].age, .partition = "shards",
                                .concentration = 2, .lambda = 0.1, .steps = presets[j].steps,
                                .batch = presets[j].batch};
    }
    return study_main(argc, argv, &self);
}
