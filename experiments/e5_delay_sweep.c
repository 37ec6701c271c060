/* Claim: late messages cost accuracy, and how much depends on what is done with them.
   Ten-class softmax regression on Fashion-MNIST (or MNIST), ages swept, six methods side by side. */
#include "harness/options.h"
#include "harness/run.h"
#include "harness/support.h"
#include "harness/trace.h"

#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct method {
    const char *name;
    bool waits, forecast; /* waits: synchronous, every message is fresh */
    theta_rule rule;
    double theta;
} method;

static const method methods[] = {
    {"synchronous", true, true, THETA_CONSTANT, 1},
    {"stale mixing", false, false, THETA_CONSTANT, 1},
    {"clip-only", false, true, THETA_CONSTANT, 0},
    {"predict-only", false, true, THETA_CONSTANT, 1},
    {"PC-ASGD 0.5", false, true, THETA_CONSTANT, 0.5},
    {"practical variant", false, true, THETA_PRACTICAL, 1},
};
static const size_t ages[] = {1, 2, 4, 8, 16};

enum { METHODS = sizeof methods / sizeof *methods, AGES = sizeof ages / sizeof *ages };

typedef struct measures {
    double loss, accuracy, consensus, predicts;
} measures;

enum { MEASURES = sizeof(measures) / sizeof(double) };

typedef struct sweep {
    const char *folder, *out, *graph_kind, *graph_file, *age_kind, *age_file;
    size_t agents, shards, steps, record_every, batch, seeds, measured, workers;
    double eta, lambda, l2;
    dataset *train, *test;
    graph *graph;
    objective **objective; /* seeds: the partition depends on the seed */
    size_t records;
    measures *at; /* jobs x records */
} sweep;

/* A job is one run. Every (method, age, seed) has its place in the results. */
typedef struct job {
    sweep *sweep;
    size_t index, with_choice, predicted;
} job;

static size_t job_index(const sweep *self, size_t m, size_t a, size_t seed)
{
    return (m * AGES + a) * self->seeds + seed;
}

/* sqrt(mean_i |x_i - mean x|^2) */
static double consensus_error(const network *net, size_t agents, size_t n)
{
    double sum = 0;
    size_t i, c;
    for (c = 0; c < n; c++) {
        double mean = 0;
        for (i = 0; i < agents; i++) {
            mean += network_x(net, i)[c] / (double)agents;
        }
        for (i = 0; i < agents; i++) {
            sum += pow(network_x(net, i)[c] - mean, 2);
        }
    }
    return sqrt(sum / (double)agents);
}

static void observe(void *context, size_t step, const network *net)
{
    job *self = context;
    const sweep *s = self->sweep;
    size_t i, count = step == s->steps ? s->test->count : s->measured; /* at the end: all */
    measures *at = &s->at[self->index * s->records + step / s->record_every];
    for (i = 0; i < s->agents && step > 0; i++) {
        self->with_choice += network_has_stale(net, i);
        self->predicted += network_has_stale(net, i) && network_theta(net, i) > 0;
    }
    if (step % s->record_every != 0) {
        return;
    }
    for (i = 0; i < s->agents; i++) {
        double loss, accuracy, ignored;
        softmax_evaluate(s->train, s->measured, network_x(net, i), &loss, &ignored);
        softmax_evaluate(s->test, count, network_x(net, i), &ignored, &accuracy);
        at->loss += loss / (double)s->agents;
        at->accuracy += accuracy / (double)s->agents;
    }
    at->consensus = consensus_error(net, s->agents, s->objective[0]->n);
    at->predicts = (double)self->predicted / (double)(self->with_choice ? self->with_choice : 1);
}

static void run_job(void *context, size_t index)
{
    sweep *s = context;
    size_t seed = index % s->seeds, a = index / s->seeds % AGES, m = index / s->seeds / AGES, i;
    const method *chosen = &methods[m];
    double *theta = allocate_reals(s->agents);
    network_settings settings = {.eta = s->eta, .lambda = chosen->forecast ? s->lambda : 0,
                                 .forecast = chosen->forecast, .theta_rule = chosen->rule,
                                 .theta = theta};
    delay *late = delay_new(chosen->waits ? "none" : s->age_kind, s->graph, ages[a], s->age_file,
                            seed + 1);
    run one = {.objective = s->objective[seed], .graph = s->graph, .delay = late,
               .settings = &settings, .steps = s->steps, .seed = seed + 1};
    job state = {s, index, 0, 0};
    for (i = 0; i < s->agents; i++) {
        theta[i] = chosen->theta;
    }
    if (!chosen->waits || a == 0) { /* ages do not matter to who waits: one run is enough */
        run_once(&one, observe, &state);
    }
    delay_free(late);
    free(theta);
}

static void copy_waiting_runs(sweep *s)
{
    size_t m, a, length = s->seeds * s->records;
    for (m = 0; m < METHODS; m++) {
        for (a = 1; methods[m].waits && a < AGES; a++) {
            memcpy(&s->at[job_index(s, m, a, 0) * s->records],
                   &s->at[job_index(s, m, 0, 0) * s->records], length * sizeof *s->at);
        }
    }
}

/* Mean and standard deviation over seeds of one measure. */
static void summarise(const sweep *s, size_t m, size_t a, size_t record, size_t which, double *mean,
                      double *deviation)
{
    const measures *first = &s->at[job_index(s, m, a, 0) * s->records + record];
    const double *value = (const double *)first + which;
    size_t stride = s->records * MEASURES;
    *mean = gsl_stats_mean(value, stride, s->seeds);
    *deviation = s->seeds > 1 ? gsl_stats_sd(value, stride, s->seeds) : 0;
}

static void note_settings(const sweep *s, trace *out)
{
    trace_note(out, "objective: softmax regression, %zu training and %zu test images, l2 %g",
               s->train->count, s->test->count, s->l2);
    trace_note(out, "graph: %s, %zu agents, spectral gap %.6f", s->graph_kind, s->agents,
               graph_spectral_gap(s->graph));
    trace_note(out, "late messages: %s%s", s->age_kind,
               strcmp(s->age_kind, "bridges") == 0 ? " (between the two halves of the agents)" : "");
    if (s->shards > 0) {
        trace_note(out, "partition: %zu label shards per agent", s->shards);
    } else {
        trace_note(out, "partition: IID");
    }
    trace_note(out, "steps %zu, batch %zu, eta %g, lambda %g, seeds 1 to %zu", s->steps, s->batch,
               s->eta, s->lambda, s->seeds);
}

static void write_results(const sweep *s)
{
    const char *columns = "method,age,step,loss,loss_sd,accuracy,accuracy_sd,consensus,consensus_sd,"
                          "predicts,predicts_sd";
    trace *curves = trace_new(columns), *final = trace_new(columns);
    char path[4096];
    size_t m, a, r, w;
    note_settings(s, curves);
    note_settings(s, final);
    for (m = 0; m < METHODS; m++) {
        for (a = 0; a < AGES; a++) {
            for (r = 0; r < s->records; r++) {
                double row[2 + 2 * MEASURES] = {(double)ages[a], (double)(r * s->record_every)};
                for (w = 0; w < MEASURES; w++) {
                    summarise(s, m, a, r, w, &row[2 + 2 * w], &row[3 + 2 * w]);
                }
                trace_row(r + 1 == s->records ? final : curves, methods[m].name, row,
                          2 + 2 * MEASURES);
            }
        }
    }
    snprintf(path, sizeof path, "%s/e5_delay_sweep_curves.csv", s->out);
    trace_write(curves, path);
    snprintf(path, sizeof path, "%s/e5_delay_sweep.csv", s->out);
    trace_write(final, path);
    trace_free(curves);
    trace_free(final);
}

static objective *objective_of_seed(const sweep *s, unsigned long seed)
{
    size_t **share = allocate(s->agents, sizeof *share);
    size_t *count = allocate(s->agents, sizeof *count), k;
    objective *f;
    dataset_partition(s->train, s->agents, s->shards, seed, share, count);
    f = objective_softmax(s->train, s->agents, share, count, s->batch, s->l2);
    for (k = 0; k < s->agents; k++) {
        free(share[k]);
    }
    free(share);
    free(count);
    return f;
}

static void prepare(sweep *s)
{
    size_t k;
    s->train = dataset_read(s->folder, DATASET_TRAIN);
    s->test = dataset_read(s->folder, DATASET_TEST);
    if (s->train->pixels != s->test->pixels) {
        refuse("--data: training images have %zu pixels, test images %zu", s->train->pixels,
               s->test->pixels);
    }
    if ((strcmp(s->graph_kind, "file") == 0) != (s->graph_file != NULL)) {
        refuse("--graph-file: is needed for --graph file, and allowed only with it");
    }
    if ((strcmp(s->age_kind, "file") == 0) != (s->age_file != NULL)) {
        refuse("--age-file: is needed for --ages file, and allowed only with it");
    }
    if (s->steps % s->record_every != 0) {
        refuse("--record: %zu does not divide the number of steps, %zu", s->record_every, s->steps);
    }
    s->graph = graph_new(s->graph_kind, s->agents, s->graph_file, 1);
    /* only to refuse bad ages now: later they would be refused by every worker at once */
    delay_free(delay_new(s->age_kind, s->graph, ages[0], s->age_file, 1));
    s->objective = allocate(s->seeds, sizeof *s->objective);
    for (k = 0; k < s->seeds; k++) {
        s->objective[k] = objective_of_seed(s, k + 1);
    }
    s->records = s->steps / s->record_every + 1;
    s->at = allocate(METHODS * AGES * s->seeds * s->records, sizeof *s->at);
    if (s->measured > s->test->count || s->measured > s->train->count) {
        refuse("--measure: %zu, but there are %zu training and %zu test images", s->measured,
               s->train->count, s->test->count);
    }
}

static void release(sweep *s)
{
    size_t k;
    for (k = 0; k < s->seeds; k++) {
        objective_free(s->objective[k]);
    }
    free(s->objective);
    free(s->at);
    graph_free(s->graph);
    dataset_free(s->train);
    dataset_free(s->test);
}

int main(int argc, char **argv)
{
    sweep s = {.folder = "/usr/share/datasets/fashion-mnist", .out = "build/data/default",
               .graph_kind = "clusters", .age_kind = "bridges", .agents = 8, .shards = 2,
               .steps = 240, .record_every = 30, .batch = 32, .seeds = 6, .measured = 500,
               .eta = 0.05, .lambda = 0.1, .l2 = 1e-4, .workers = run_processors()};
    const option_spec options[] = {
        {"data", OPTION_TEXT, &s.folder, 0, 0, NULL, "folder of the IDX files"},
        {"out", OPTION_FOLDER, &s.out, 0, 0, NULL, "folder for the results"},
        {"agents", OPTION_INTEGER, &s.agents, 2, 1000, NULL, "number of agents"},
        {"graph", OPTION_CHOICE, &s.graph_kind, 0, 0, graph_kinds, "topology"},
        {"graph-file", OPTION_TEXT, &s.graph_file, 0, 0, NULL, "edges, for --graph file"},
        {"ages", OPTION_CHOICE, &s.age_kind, 0, 0, delay_kinds,
         "which messages are late; bridges: those between the two halves of the agents"},
        {"age-file", OPTION_TEXT, &s.age_file, 0, 0, NULL, "ages, for --ages file"},
        {"shards", OPTION_INTEGER, &s.shards, 0, 100, NULL, "label shards per agent, 0: IID"},
        {"steps", OPTION_INTEGER, &s.steps, 1, 1e7, NULL, "steps"},
        {"record", OPTION_INTEGER, &s.record_every, 1, 1e7, NULL, "measure every so many steps"},
        {"measure", OPTION_INTEGER, &s.measured, 2, 1e7, NULL, "images per measurement"},
        {"batch", OPTION_INTEGER, &s.batch, 1, 1e6, NULL, "samples per gradient"},
        {"eta", OPTION_REAL, &s.eta, 0, 1e3, NULL, "step size"},
        {"lambda", OPTION_REAL, &s.lambda, 0, 1e3, NULL, "second-order part of the forecast"},
        {"l2", OPTION_REAL, &s.l2, 0, 1e3, NULL, "L2 regularisation"},
        {"seeds", OPTION_INTEGER, &s.seeds, 1, 1000, NULL, "runs, with seeds 1 to this"},
        {"workers", OPTION_INTEGER, &s.workers, 1, 1024, NULL, "runs at the same time"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    options_parse(argc, argv, "final accuracy against the age of messages, on real data", options);
    prepare(&s);
    run_parallel(METHODS * AGES * s.seeds, s.workers, "e5_delay_sweep", run_job, &s);
    copy_waiting_runs(&s);
    write_results(&s);
    release(&s);
    return 0;
}
