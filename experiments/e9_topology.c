/* Claim: how much a method gains from late messages depends on the graph and the number of agents.
   Every message draws an age from 0 .. 8; the data are split by a Dirichlet law. */
#include "studies/study.h"

int main(int argc, char **argv)
{
    static const struct {
        const char *name, *graph;
        size_t agents;
    } graphs[] = {{"full 4", "full", 4},       {"ring 8", "ring", 8},
                  {"star 8", "star", 8},       {"clusters 8", "clusters", 8},
                  {"torus 16", "torus", 16},   {"exponential 16", "exponential", 16},
                  {"cliques 32", "cliques", 32}, {"small-world 64", "small-world", 64}};
    static const char *const methods[] = {"centralised", "d-psgd",       "stale-mixing",
                                          "clip-only",   "predict-only", "pc-asgd-0.5",
                                          "practical",   "ad-psgd",      "dc-asgd", NULL};
    const size_t count = sizeof graphs / sizeof *graphs;
    setting settings[sizeof graphs / sizeof *graphs];
    const study self = {.stem = "e9_topology",
                        .purpose = "final accuracy against topology and number of agents",
                        .settings = settings, .settings_count = count,
                        .methods = methods};
    for (size_t j = 0; j < count; j++) {
        settings[j] = (setting){.name = graphs[j].name, .classifier = "softmax",
                                .graph = graphs[j].graph, .agents = graphs[j].agents,
                                .ages = "uniform", .age = 8, .partition = "dirichlet",
                                .concentration = 0.3, .lambda = 0.1, .steps = 200, .batch = 32};
    }
    return study_main(argc, argv, &self);
}
