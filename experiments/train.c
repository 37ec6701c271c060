/* Trains a network by any of the methods in one setting, all of it by options: for questions of
   your own. */
#include "classifiers/classifier.h"
#include "harness/clock.h"
#include "harness/delay.h"
#include "harness/graph.h"
#include "studies/study.h"

int main(int argc, char **argv)
{
    static const char *const speeds[] = {"none",      "equal",   "lognormal",
                                         "straggler", "classes", NULL};
    setting in = {.name = "train", .classifier = "softmax", .graph = "clusters", .agents = 8,
                  .ages = "none", .age = 4, .speeds = "none", .slowness = 4, .partition = "shards",
                  .concentration = 2, .lambda = 0.1, .steps = 240, .batch = 32};
    const study self = {.stem = "train", .purpose = "train by any of the methods in one setting",
                        .settings = &in, .settings_count = 1, .methods = study_methods};
    const option_spec options[] = {
        {"classifier", OPTION_CHOICE, &in.classifier, 0, 0, classifier_kinds, "what is trained"},
        {"agents", OPTION_INTEGER, &in.agents, 2, 1000, NULL, "number of agents"},
        {"graph", OPTION_CHOICE, &in.graph, 0, 0, graph_kinds, "topology"},
        {"graph-file", OPTION_TEXT, &in.graph_file, 0, 0, NULL, "links, for --graph file"},
        {"ages", OPTION_CHOICE, &in.ages, 0, 0, delay_kinds, "which messages are late"},
        {"age", OPTION_INTEGER, &in.age, 0, 1000, NULL, "how late, in steps"},
        {"age-file", OPTION_TEXT, &in.age_file, 0, 0, NULL, "ages, for --ages file and trace"},
        {"speeds", OPTION_CHOICE, &in.speeds, 0, 0, speeds,
         "compute times of an event clock, which decides the ages; none: all step together"},
        {"slowness", OPTION_REAL, &in.slowness, 1, 1000, NULL, "of the straggler or slowest class"},
        {"latency", OPTION_REAL, &in.latency, 0, 1000, NULL, "of links, with an event clock"},
        {"bridge-latency", OPTION_REAL, &in.bridge_latency, 0, 1000, NULL,
         "in addition between the two halves of the agents"},
        {"reliable-age", OPTION_INTEGER, &in.reliable_age, 0, 1000, NULL,
         "messages up to this age are reliable"},
        {"partition", OPTION_CHOICE, &in.partition, 0, 0, partition_kinds, "of the images"},
        {"concentration", OPTION_REAL, &in.concentration, 0.001, 1e6, NULL,
         "dirichlet: alpha; shards: how many per agent"},
        {"lambda", OPTION_REAL, &in.lambda, 0, 1e3, NULL, "second-order part of the forecast"},
        {"steps", OPTION_INTEGER, &in.steps, 1, 1e7, NULL, "steps"},
        {"batch", OPTION_INTEGER, &in.batch, 1, 1e6, NULL, "images per gradient"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    return study_main_with(argc, argv, &self, options);
}
