/* Claim: who waits for slow agents loses time, who does not loses accuracy per step; which counts
   more depends on how slow the slowest agent is.
   The perceptron on two label shards per agent, with an event clock; messages between two clusters
   take four steps more than those within, which are reliable. */
#include "studies/study.h"

int main(int argc, char **argv)
{
    const setting base = {.classifier = "perceptron", .graph = "clusters", .agents = 8,
                          .latency = 0.1, .bridge_latency = 4, .reliable_age = 1,
                          .partition = "shards", .concentration = 2, .lambda = 0.1, .steps = 150,
                          .batch = 32};
    setting settings[2] = {base, base};
    const study self = {.stem = "e6_stragglers",
                        .purpose = "accuracy against steps and against simulated time",
                        .settings = settings, .settings_count = 2, .methods = study_methods};
    settings[0].name = "all equally fast";
    settings[0].speeds = "equal";
    settings[1].name = "one 10 times slower";
    settings[1].speeds = "straggler";
    settings[1].slowness = 10;
    return study_main(argc, argv, &self);
}
