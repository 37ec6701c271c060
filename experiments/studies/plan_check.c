#include "plan_check.h"

#include "../classifiers/classifier.h"
#include "../harness/support.h"
#include "../methods/method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *ages_of(const setting *in)
{
    return in->ages ? in->ages : "none";
}

static bool reads_age_file(const setting *in)
{
    return strcmp(ages_of(in), "file") == 0 || strcmp(ages_of(in), "trace") == 0;
}

/* Options that would not be read, or not be read as they are written. */
static void check_options(const setting *in)
{
    if ((strcmp(in->graph, "file") == 0) != (in->graph_file != NULL)) {
        refuse("--graph-file: is needed for --graph file, and allowed only with it");
    }
    if (reads_age_file(in) != (in->age_file != NULL)) {
        refuse("--age-file: is needed for --ages file or trace, and allowed only with them");
    }
    if (setting_has_clock(in) && strcmp(ages_of(in), "none") != 0) {
        refuse("--ages: \"%s\" is not allowed with --speeds %s, which decides the ages", in->ages,
               in->speeds);
    }
    if (!setting_has_clock(in) && (in->latency > 0 || in->bridge_latency > 0)) {
        refuse("--latency, --bridge-latency: are allowed only with --speeds");
    }
    if (strcmp(in->partition, "shards") == 0 &&
        !(in->concentration >= 1 && in->concentration == floor(in->concentration))) {
        refuse("--concentration: %g, shards per agent must be an integer of at least 1",
               in->concentration);
    }
}

/* Some methods need more of graph and ages than others. */
static void check_methods(const plan *self, size_t index, const graph *links, delay *late)
{
    const setting *in = &self->study->settings[index];
    double *theta = allocate_reals(in->agents), *scale = allocate_reals(in->agents);
    clock_settings clock = setting_clock(in, 1);
    const run one = {.graph = links, .delay = late, .steps = plan_steps(self, index), .seed = 1,
                     .clock = setting_has_clock(in) ? &clock : NULL};
    size_t m, k;
    for (m = 0; m < self->methods; m++) {
        const method *asked = method_find(self->method[m]);
        network_settings settings = {.eta = 1, .reliable_age = in->reliable_age, .theta = theta};
        for (k = 0; k < in->agents; k++) {
            theta[k] = asked->theta;
        }
        if (asked->setup) {
            asked->setup(&one, &settings, scale);
        }
    }
    free(theta);
    free(scale);
}

static void check_partition(const plan *self, const setting *in)
{
    size_t **share_of = allocate(in->agents, sizeof *share_of), k;
    size_t *count = allocate(in->agents, sizeof *count);
    plan_deal(self, in, 1, share_of, count);
    for (k = 0; k < in->agents; k++) {
        free(share_of[k]);
    }
    free(share_of);
    free(count);
}

static void check_classifier(const plan *self, const setting *in)
{
    classifier *model = classifier_new(in->classifier, &self->train, 1);
    model->release(model);
}

void plan_check(const plan *self)
{
    size_t j;
    for (j = 0; j < self->study->settings_count; j++) {
        const setting *in = &self->study->settings[j];
        graph *links;
        delay *late;
        check_options(in);
        check_classifier(self, in);
        check_partition(self, in);
        links = graph_new(in->graph, in->agents, in->graph_file, 1);
        late = delay_new(ages_of(in), links, in->age, in->age_file, 1);
        check_methods(self, j, links, late);
        delay_free(late);
        graph_free(links);
    }
}
