/* How many images per second the classifiers train on, forward and backward, in one thread. */
#include "classifiers/classifier.h"
#include "harness/options.h"
#include "harness/support.h"

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
        while (seconds(CLOCK_MONOTONIC) - wall < least) {
            for (s = 0; s < batch; s++) {
                sample[s] = gsl_rng_uniform_int(rng, data->count);
            }
            self->loss(self, x, data, batch, sample, g, NULL);
            images += (double)batch;
        }
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

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"all", "softmax", "perceptron", "lenet5", "resnet", NULL};
    const char *folder = "/usr/share/datasets/fashion-mnist", *kind = kinds[0];
    size_t batch = 32, rounds = 5, k;
    double least = 0.5;
    dataset *data;
    const option_spec options[] = {
        {"data", OPTION_TEXT, &folder, 0, 0, NULL, "folder of the data files"},
        {"kind", OPTION_CHOICE, &kind, 0, 0, kinds, "which classifier"},
        {"batch", OPTION_INTEGER, &batch, 1, 4096, NULL, "images per gradient"},
        {"rounds", OPTION_INTEGER, &rounds, 1, 1000, NULL, "the best of so many is printed"},
        {"seconds", OPTION_REAL, &least, 1e-3, 1e3, NULL, "length of a round"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    options_parse(argc, argv, "images per second, forward and backward, in one thread", options);
    data = dataset_read(folder, DATASET_TEST);
    printf("%-12s %10s %16s %22s\n", "classifier", "parameters", "images/s (wall)",
           "images/s (processor)");
    for (k = 0; classifier_kinds[k]; k++) {
        if (strcmp(kind, "all") == 0 || strcmp(kind, classifier_kinds[k]) == 0) {
            classifier *self = classifier_new(classifier_kinds[k], data, batch);
            rate best = measure(self, data, batch, rounds, least);
            printf("%-12s %10zu %16.0f %22.0f\n", self->name, self->n, best.wall, best.processor);
            fflush(stdout);
            self->release(self);
        }
    }
    dataset_free(data);
    return 0;
}
