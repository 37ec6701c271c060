/* Claim: theta matters much, lambda little: the forecast's first-order part does the work.
   Theta 0 is clip-only, theta 1 predict-only; messages between two clusters 8 steps late. */
#include "studies/study.h"

int main(int argc, char **argv)
{
    static const char *const names[] = {"lambda 0", "lambda 0.1", "lambda 1", "lambda 10",
                                        "lambda 100"};
    static const double lambdas[] = {0, 0.1, 1, 10, 100};
    static const char *const methods[] = {"clip-only",    "pc-asgd-0.25", "pc-asgd-0.5",
                                          "pc-asgd-0.75", "predict-only", "practical", NULL};
    const size_t count = sizeof lambdas / sizeof *lambdas;
    setting settings[sizeof lambdas / sizeof *lambdas];
    const study self = {.stem = "e7_theta_lambda",
                        .purpose = "final accuracy against theta and lambda",
                        .settings = settings, .settings_count = count,
                        .methods = methods};
    for (size_t j = 0; j < count; j++) {
        settings[j] = (setting){.name = names[j], .classifier = "softmax", .graph = "clusters",
                                .agents = 8, .ages = "bridges", .age = 8, .partition = "shards",
                                .concentration = 2, .lambda = lambdas[j], .steps = 240,
                                .batch = 32};
    }
    return study_main(argc, argv, &self);
}
