#include "plan.h"

#include "../classifiers/classifier.h"
#include "../harness/support.h"
#include "../methods/method.h"
#include "evaluate.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LONGEST_LINE = 1 << 14 };

/* What an observer needs to measure one run. */
typedef struct measuring {
    const plan *plan;
    classifier *model;
    const dataset *seen, *unseen; /* training images, and those that accuracy is measured on */
    size_t agents, every;
    choosing choosing;
    curve *into;
} measuring;

size_t plan_steps(const plan *self, size_t setting_index)
{
    double steps = round(self->length * (double)self->study->settings[setting_index].steps);
    if (steps < (double)self->records) {
        refuse("--records: %zu, is above the %.0f steps of the setting \"%s\"", self->records,
               steps, self->study->settings[setting_index].name);
    }
    return (size_t)round(steps / (double)self->records) * self->records;
}

static double mean_over_agents(const measuring *self, const network *net, size_t images,
                               double *accuracy)
{
    double loss = 0;
    size_t i;
    *accuracy = 0;
    for (i = 0; i < self->agents; i++) {
        double right, ignored;
        loss += evaluate(self->model, network_x(net, i), self->seen, images / 2, &ignored);
        evaluate(self->model, network_x(net, i), self->unseen, images, &right);
        *accuracy += right / (double)self->agents;
    }
    return loss / (double)self->agents;
}

/* Diverged runs have an infinite loss, never NaN. */
static double or_infinite(double value)
{
    return value < INFINITY ? value : INFINITY;
}

static double share(size_t part, size_t of)
{
    return of > 0 ? (double)part / (double)of : 0;
}

/* What a candidate is worth: the loss on the first images of the training part. */
static double judge(void *context, const real *x)
{
    const measuring *self = context;
    double ignored;
    return evaluate(self->model, x, self->seen, self->plan->measured / 4, &ignored);
}

static void observe(void *context, size_t step, const network *net)
{
    measuring *self = context;
    size_t record = step / self->every;
    size_t images = record == self->plan->records ? self->plan->measured : self->plan->measured / 4;
    double *at = self->into->at + record * MEASURES;
    if (step % self->every != 0) {
        return;
    }
    at[MEASURE_STEP] = (double)step;
    at[MEASURE_TIME] = network_time(net);
    at[MEASURE_LOSS] =
        or_infinite(mean_over_agents(self, net, images, &at[MEASURE_ACCURACY]));
    at[MEASURE_CONSENSUS] = or_infinite(consensus_error(net, self->agents, self->model->n));
    at[MEASURE_PREDICTS] = share(self->choosing.predicted, self->choosing.choices);
    at[MEASURE_RIGHT] = share(self->choosing.right, self->choosing.judged);
}

__attribute__((format(printf, 2, 3))) static void add(char *line, const char *format, ...)
{
    size_t room = LONGEST_LINE - strlen(line);
    va_list arguments;
    int length;
    va_start(arguments, format);
    length = vsnprintf(line + strlen(line), room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room) {
        refuse("--data, --graph-file, --age-file: names too long");
    }
}

/* A file by its name and the check sum of what it holds: " -" if there is none. */
static void add_file(char *line, const char *path)
{
    unsigned char bytes[4096];
    uLong sum = crc32(0, NULL, 0);
    size_t got;
    FILE *file;
    if (!path) {
        add(line, " -");
        return;
    }
    file = fopen(path, "rb");
    if (!file) {
        refuse("cannot read %s: %s", path, strerror(errno));
    }
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0) {
        sum = crc32(sum, bytes, (uInt)got);
    }
    fclose(file);
    add(line, " %s (%08lx)", path, sum);
}

/* Everything that decides the run, in one line. */
static void describe(const plan *self, const setting *in, const char *name, double eta,
                     unsigned long seed, size_t steps, char *line)
{
    line[0] = '\0';
    add(line, "%s, %s, graph %s", name, in->classifier, in->graph);
    add_file(line, in->graph_file);
    add(line, ", agents %zu, ages %s", in->agents, in->ages ? in->ages : "-");
    add_file(line, in->age_file);
    add(line, " %zu, speeds %s %.17g, latency %.17g %.17g, reliable %zu, partition %s %.17g",
        in->age, in->speeds ? in->speeds : "-", in->slowness, in->latency, in->bridge_latency,
        in->reliable_age, in->partition, in->concentration);
    add(line, ", lambda %.17g, eta %.17g, seed %lu, steps %zu, batch %zu, judged %zu, records %zu",
        in->lambda, eta, seed, steps, in->batch, self->study->judge_every, self->records);
    add(line, ", measured %zu, data %s (%zu + %zu, %08lx)", self->measured, self->folder,
        self->train_file->count, self->test->count, self->data_sum);
}

void plan_deal(const plan *self, const setting *in, unsigned long seed, size_t **share_of,
               size_t *count)
{
    if (strcmp(in->partition, "dirichlet") == 0) {
        dataset_partition_dirichlet(&self->train, in->agents, in->concentration, seed, share_of,
                                    count);
    } else {
        size_t shards = strcmp(in->partition, "shards") == 0 ? (size_t)in->concentration : 0;
        dataset_partition(&self->train, in->agents, shards, seed, share_of, count);
    }
}

bool setting_has_clock(const setting *in)
{
    return in->speeds && strcmp(in->speeds, "none") != 0;
}

clock_settings setting_clock(const setting *in, unsigned long seed)
{
    return (clock_settings){.kind = in->speeds, .factor = in->slowness, .classes = 2,
                            .spread = 0.5, .latency = in->latency,
                            .bridge_latency = in->bridge_latency, .seed = seed};
}

/* The longest gradient of norm-clipping. */
static const double NORM_LIMIT = 1;

static void run_method(const setting *in, const char *name, double eta, unsigned long seed,
                       objective *f, measuring *measured, size_t steps)
{
    classifier *model = objective_classifier_inside(f);
    real *x0 = allocate_parameters(model->n);
    gsl_rng *rng = rng_new(seed, 0, RNG_PROBLEM);
    graph *links = graph_new(in->graph, in->agents, in->graph_file, seed);
    delay *late = delay_new(in->ages ? in->ages : "none", links, in->age, in->age_file, seed);
    clock_settings clock = setting_clock(in, seed);
    const method_options options = {.eta = eta, .lambda = in->lambda, .norm_limit = NORM_LIMIT,
                                    .reliable_age = in->reliable_age,
                                    .choosing = &measured->choosing};
    run one = {.objective = f, .graph = links, .delay = late, .x0 = x0,
               .clock = setting_has_clock(in) ? &clock : NULL, .steps = steps, .seed = seed};
    measured->model = model;
    measured->choosing = (choosing){.loss = judge, .loss_context = measured,
                                    .judge_every = measured->plan->study->judge_every};
    choosing_seed(&measured->choosing, in->agents, seed);
    model->initialise(model, rng, x0);
    method_run(method_find(name), &one, &options, observe, measured);
    delay_free(late);
    graph_free(links);
    gsl_rng_free(rng);
    choosing_free(&measured->choosing);
    free(x0);
}

void plan_run(const plan *self, size_t setting_index, size_t method_index, double eta,
              unsigned long seed, curve *into)
{
    const setting *in = &self->study->settings[setting_index];
    const char *name = self->method[method_index];
    size_t steps = plan_steps(self, setting_index), k;
    size_t **share_of = allocate(in->agents, sizeof *share_of);
    size_t *count = allocate(in->agents, sizeof *count);
    measuring measured = {.plan = self, .seen = &self->train, .agents = in->agents,
                          .unseen = seed == STUDY_TUNING_SEED ? &self->validation : self->test,
                          .every = steps / self->records, .into = into};
    char path[4096], line[LONGEST_LINE];
    objective *f;
    snprintf(path, sizeof path, "%s/%s/%s %s eta %g seed %lu.csv", self->out, self->study->stem,
             in->name, name, eta, seed);
    describe(self, in, name, eta, seed, steps, line);
    if (!curve_read(into, path, line)) {
        plan_deal(self, in, seed, share_of, count);
        f = objective_classifier(in->classifier, &self->train, in->agents, share_of, count,
                                 in->batch, 0);
        run_method(in, name, eta, seed, f, &measured, steps);
        curve_write(into, path, line);
        objective_free(f);
        for (k = 0; k < in->agents; k++) {
            free(share_of[k]);
        }
    }
    free(share_of);
    free(count);
}
