/* How many images per second the classifiers train on, forward and backward, in one thread; and how
   much of a training step is PC-ASGD's: messages, own moves, forecasts and mixing. */
#include "classifiers/classifier.h"
#include "harness/delay.h"
#include "harness/graph.h"
#include "harness/network.h"
#include "harness/options.h"
#include "harness/support.h"
#include "harness/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(clockid_t of)
{
    struct timespec now;
    clock_gettime(of, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct rate {
    double wall, processor; /* images per second */
} rate;

/* The best of several rounds of about `least` seconds each: others may use the machine as well. */
static rate measure(classifier *self, const dataset *data, size_t batch, size_t rounds,
                    double least)
{
    gsl_rng *rng = rng_new(1, 0, RNG_PROBLEM);
    real *x = allocate_parameters(self->n), *g = allocate_parameters(self->n);
    size_t *sample = allocate(batch, sizeof *sample), round, s;
    rate best = {0, 0};
    self->initialise(self, rng, x);
    for (round = 0; round < rounds; round++) {
        double wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_THREAD_CPUTIME_ID);
        double images = 0;
        do {
            for (s = 0; s < batch; s++) {
                sample[s] = gsl_rng_uniform_int(rng, data->count);
            }
            self->loss(self, x, data, batch, sample, g, NULL);
            images += (double)batch;
        } while (seconds(CLOCK_MONOTONIC) - wall < least);
        wall = images / (seconds(CLOCK_MONOTONIC) - wall);
        processor = images / (seconds(CLOCK_THREAD_CPUTIME_ID) - processor);
        best.wall = wall > best.wall ? wall : best.wall;
        best.processor = processor > best.processor ? processor : best.processor;
    }
    gsl_rng_free(rng);
    free(x);
    free(g);
    free(sample);
    return best;
}

static void leave_gradient(void *context, size_t agent, const real *x, real *g)
{
    (void)context;
    (void)agent;
    (void)x;
    (void)g;
}

/* Seconds of one agent's step without its gradient, the best of several rounds: PC-ASGD 0.5 with
   lambda, 8 agents in two clusters, every agent with a neighbour that is 4 steps late. */
static double measure_step(const classifier *model, size_t rounds, double least)
{
    enum { AGENTS = 8 };
    const double theta[AGENTS] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    const network_settings settings = {.eta = 0.01, .lambda = 0.1, .forecast = true, .theta = theta,
                                       .parts = model->parts, .part = model->part};
    graph *links = graph_new("clusters", AGENTS, NULL, 1);
    delay *late = delay_new("bridges", links, 4, NULL, 1);
    real *x0 = allocate_parameters(AGENTS * model->n);
    network *net = network_new(AGENTS, model->n, links->weights, x0, 4, &settings);
    double best = 0;
    size_t round;
    for (round = 0; round < rounds; round++) {
        double wall = seconds(CLOCK_MONOTONIC), start = seconds(CLOCK_THREAD_CPUTIME_ID), steps = 0;
        double one;
        do {
            network_step(net, leave_gradient, NULL, delay_next(late));
            steps += AGENTS;
        } while (seconds(CLOCK_MONOTONIC) - wall < least);
        one = (seconds(CLOCK_THREAD_CPUTIME_ID) - start) / steps;
        best = round == 0 || one < best ? one : best;
    }
    network_free(net);
    delay_free(late);
    graph_free(links);
    free(x0);
    return best;
}

typedef struct settings {
    const char *folder, *out, *kind;
    size_t batch, rounds;
    double seconds;
} settings;

/* All that are asked for, before the first is measured: images may be refused. */
static size_t make(const settings *s, const dataset *data, classifier **made)
{
    size_t k, count = 0;
    for (k = 0; classifier_kinds[k]; k++) {
        if (strcmp(s->kind, "all") == 0 || strcmp(s->kind, classifier_kinds[k]) == 0) {
            made[count++] = classifier_new(classifier_kinds[k], data, s->batch);
        }
    }
    return count;
}

static void measure_all(const settings *s, const dataset *data)
{
    trace *out = trace_new("classifier,parameters,images_per_second,per_processor_second,"
                           "step_seconds,step_share");
    classifier *made[CLASSIFIERS];
    char path[4096];
    size_t count = make(s, data, made), k;
    trace_note(out, "forward and backward, one thread, batch %zu, the best of %zu rounds of %g s",
               s->batch, s->rounds, s->seconds);
    printf("%-12s %12s %12s %24s %16s %14s\n", "classifier", "parameters", "images/s",
           "images/processor second", "PC-ASGD step, ms", "share of time");
    for (k = 0; k < count; k++) {
        rate best = measure(made[k], data, s->batch, s->rounds, s->seconds);
        double step = measure_step(made[k], s->rounds, s->seconds);
        double share = step / (step + (double)s->batch / best.processor);
        const double row[] = {(double)made[k]->n, best.wall, best.processor, step, share};
        printf("%-12s %12zu %12.0f %24.0f %16.3f %12.1f %%\n", made[k]->name, made[k]->n, best.wall,
               best.processor, 1e3 * step, 100 * share);
        fflush(stdout);
        trace_row(out, made[k]->name, row, sizeof row / sizeof *row);
        made[k]->release(made[k]);
    }
    snprintf(path, sizeof path, "%s/classifier_speed.csv", s->out);
    trace_write(out, path);
    trace_free(out);
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"all",    "softmax", "perceptron",
                                        "lenet5", "resnet",  NULL};
    settings s = {"/usr/share/datasets/fashion-mnist", "build", "all", 32, 5, 0.5};
    const option_spec options[] = {
        {"data", OPTION_TEXT, &s.folder, 0, 0, NULL, "folder of the data files"},
        {"out", OPTION_FOLDER, &s.out, 0, 0, NULL, "folder for the results"},
        {"kind", OPTION_CHOICE, &s.kind, 0, 0, kinds, "which classifier"},
        {"batch", OPTION_INTEGER, &s.batch, 1, 4096, NULL, "images per gradient"},
        {"rounds", OPTION_INTEGER, &s.rounds, 1, 1000, NULL, "the best of so many counts"},
        {"seconds", OPTION_REAL, &s.seconds, 0, 1000, NULL, "length of a round"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    dataset *data;
    options_parse(argc, argv, "images per second, forward and backward, in one thread", options);
    data = dataset_read(s.folder, DATASET_TEST);
    measure_all(&s, data);
    dataset_free(data);
    return 0;
}
