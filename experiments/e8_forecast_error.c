/* Question: how well do forecasts tell where a neighbour has moved to, and what would better
   curvature or better knowledge of its moves change?
   PC-ASGD at theta 0.5 between two clusters; at some steps every link between them is asked for
   forecasts of several ages, and these are compared with what the neighbour really did. */
#include "classifiers/classifier.h"
#include "harness/options.h"
#include "harness/run.h"
#include "harness/support.h"
#include "harness/trace.h"

#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const variants[] = {
    "lambda 0",                 /* -eta tau g */
    "g*g lambda 0.1",           /* -eta (tau g + 0.1 g g S_i) */
    "g*g lambda 1",
    "Hessian diagonal",         /* the exact diagonal in place of lambda g g */
    "Hessian",                  /* the exact product with S_i */
    "Hessian and its own moves", /* the exact product with the neighbour's S_k */
    "its true gradients"};      /* -eta sum of the gradients that it used */
static const size_t ages[] = {1, 2, 4, 8, 16};

enum {
    VARIANTS = sizeof variants / sizeof *variants,
    AGES = sizeof ages / sizeof *ages,
    LONGEST = 16,
    SLOTS = LONGEST + 1,
    SAMPLES = 256 /* of the neighbour's images, for its Hessian */
};

typedef struct errors {
    double cosine, relative; /* to the true displacement; relative: |error|/|displacement| */
} errors;

typedef struct inquiry {
    const char *folder, *out, *kind;
    size_t agents, steps, every, seeds, workers, batch, age;
    double eta;
    dataset *train;
    graph *graph;
    errors *at; /* seeds x VARIANTS x AGES */
} inquiry;

/* One run, and what its agents did in the last LONGEST steps. */
typedef struct watch {
    const inquiry *inquiry;
    classifier *model;
    size_t **sample, *samples; /* of every agent's images, for its Hessian */
    size_t n, questions;
    real *x, *g;                    /* agents x SLOTS x n: slot t % SLOTS is step t */
    real *moves, *second, *forecast; /* n */
    errors *sum;                    /* VARIANTS x AGES */
} watch;

static real *slot(const watch *self, real *of, size_t agent, size_t step)
{
    return of + (agent * SLOTS + step % SLOTS) * self->n;
}

/* S = sum_{r<age} (x(t-age+r) - x(t-age)) of one agent, into self->moves */
static void sum_moves(watch *self, size_t agent, size_t t, size_t age)
{
    const real *from = slot(self, self->x, agent, t - age);
    size_t r, c;
    memset(self->moves, 0, self->n * sizeof *self->moves);
    for (r = 1; r < age; r++) {
        const real *at = slot(self, self->x, agent, t - age + r);
        for (c = 0; c < self->n; c++) {
            self->moves[c] += at[c] - from[c];
        }
    }
}

/* The part of a forecast behind tau*g, into self->second. */
static void second_part(watch *self, size_t variant, size_t i, size_t k, size_t t, size_t age)
{
    const real *x = slot(self, self->x, k, t - age), *g = slot(self, self->g, k, t - age);
    const dataset *data = self->inquiry->train;
    const double lambda = variant == 1 ? 0.1 : 1;
    size_t c;
    memset(self->second, 0, self->n * sizeof *self->second);
    sum_moves(self, variant == 5 ? k : i, t, age);
    switch (variant) {
    case 1:
    case 2:
        for (c = 0; c < self->n; c++) {
            self->second[c] = (real)lambda * g[c] * g[c] * self->moves[c];
        }
        break;
    case 3:
        self->model->hessian_diagonal(self->model, x, data, self->samples[k], self->sample[k],
                                      self->second);
        for (c = 0; c < self->n; c++) {
            self->second[c] *= self->moves[c];
        }
        break;
    case 4:
    case 5:
        self->model->hessian_times(self->model, x, data, self->samples[k], self->sample[k],
                                   self->moves, self->second);
        break;
    default:
        break;
    }
}

/* Where agent i expects k to have moved within `age` steps, into self->forecast. */
static void make_forecast(watch *self, size_t variant, size_t i, size_t k, size_t t, size_t age)
{
    const double eta = self->inquiry->eta;
    const real *g = slot(self, self->g, k, t - age);
    size_t c, r;
    if (variant + 1 < VARIANTS) {
        second_part(self, variant, i, k, t, age);
        for (c = 0; c < self->n; c++) {
            self->forecast[c] = (real)(-eta * ((double)age * g[c] + self->second[c]));
        }
        return;
    }
    memset(self->forecast, 0, self->n * sizeof *self->forecast);
    for (r = 0; r < age; r++) {
        const real *used = slot(self, self->g, k, t - age + r);
        for (c = 0; c < self->n; c++) {
            self->forecast[c] -= (real)eta * used[c];
        }
    }
}

static errors compare(const watch *self, size_t k, size_t t, size_t age)
{
    const real *from = slot(self, self->x, k, t - age), *to = slot(self, self->x, k, t);
    double moved = 0, told = 0, both = 0, off = 0;
    size_t c;
    for (c = 0; c < self->n; c++) {
        double d = (double)to[c] - from[c], f = self->forecast[c];
        moved += d * d;
        told += f * f;
        both += d * f;
        off += (d - f) * (d - f);
    }
    return (errors){both / sqrt(moved * told), sqrt(off / moved)};
}

static void ask(watch *self, size_t i, size_t k, size_t t)
{
    size_t v, a;
    for (v = 0; v < VARIANTS; v++) {
        for (a = 0; a < AGES; a++) {
            errors *sum = &self->sum[v * AGES + a], now;
            make_forecast(self, v, i, k, t, ages[a]);
            now = compare(self, k, t, ages[a]);
            sum->cosine += now.cosine;
            sum->relative += now.relative;
        }
    }
    self->questions++;
}

static void observe(void *context, size_t step, const network *net)
{
    watch *self = context;
    const inquiry *of = self->inquiry;
    size_t i, k;
    for (i = 0; i < of->agents; i++) {
        memcpy(slot(self, self->x, i, step), network_x(net, i), self->n * sizeof *self->x);
        if (step > 0) {
            memcpy(slot(self, self->g, i, step - 1), network_g(net, i), self->n * sizeof *self->g);
        }
    }
    for (i = 0; i < of->agents && step >= LONGEST && step % of->every == 0; i++) {
        for (k = 0; k < of->agents; k++) {
            if (of->graph->edge[i * of->agents + k] && graph_is_bridge(of->graph, i, k)) {
                ask(self, i, k, step);
            }
        }
    }
}

static watch watch_new(inquiry *of, classifier *model, size_t **sample, size_t *samples,
                       size_t index)
{
    watch self = {.inquiry = of, .model = model, .sample = sample, .samples = samples,
                  .n = model->n, .sum = &of->at[index * VARIANTS * AGES]};
    self.x = allocate_parameters(of->agents * SLOTS * self.n);
    self.g = allocate_parameters(of->agents * SLOTS * self.n);
    self.moves = allocate_parameters(self.n);
    self.second = allocate_parameters(self.n);
    self.forecast = allocate_parameters(self.n);
    return self;
}

static void watch_free(watch *self)
{
    free(self->x);
    free(self->g);
    free(self->moves);
    free(self->second);
    free(self->forecast);
}

static void run_watched(inquiry *of, objective *f, size_t **sample, size_t *samples,
                        size_t index)
{
    classifier *model = objective_classifier_inside(f);
    watch self = watch_new(of, model, sample, samples, index);
    double *theta = allocate_reals(of->agents);
    real *x0 = allocate_parameters(model->n);
    gsl_rng *rng = rng_new(index + 1, 0, RNG_PROBLEM);
    network_settings settings = {.eta = of->eta, .lambda = 0.1, .forecast = true, .theta = theta};
    delay *late = delay_new("bridges", of->graph, of->age, NULL, index + 1);
    run one = {.objective = f, .graph = of->graph, .delay = late, .settings = &settings, .x0 = x0,
               .steps = of->steps, .seed = index + 1};
    size_t j;
    for (j = 0; j < of->agents; j++) {
        theta[j] = 0.5;
    }
    model->initialise(model, rng, x0);
    run_once(&one, observe, &self);
    for (j = 0; j < VARIANTS * AGES; j++) {
        self.sum[j].cosine /= (double)self.questions;
        self.sum[j].relative /= (double)self.questions;
    }
    gsl_rng_free(rng);
    delay_free(late);
    free(theta);
    free(x0);
    watch_free(&self);
}

/* Leaves SAMPLES of them, at equal distances: a share has its images in the order of its labels. */
static void thin_out(size_t *sample, size_t *count)
{
    size_t j;
    for (j = 0; j < SAMPLES && *count > SAMPLES; j++) {
        sample[j] = sample[j * *count / SAMPLES];
    }
    *count = *count > SAMPLES ? SAMPLES : *count;
}

static void run_seed(void *context, size_t index)
{
    inquiry *of = context;
    size_t **share = allocate(of->agents, sizeof *share), k;
    size_t *count = allocate(of->agents, sizeof *count);
    objective *f;
    dataset_partition(of->train, of->agents, 2, index + 1, share, count);
    f = objective_classifier(of->kind, of->train, of->agents, share, count, of->batch, 0);
    for (k = 0; k < of->agents; k++) {
        thin_out(share[k], &count[k]); /* the objective has a copy */
    }
    run_watched(of, f, share, count, index);
    objective_free(f);
    for (k = 0; k < of->agents; k++) {
        free(share[k]);
    }
    free(share);
    free(count);
}

static void write_results(const inquiry *of)
{
    const size_t stride = VARIANTS * AGES * 2;
    trace *to = trace_new("forecast,age,cosine,cosine_sd,relative,relative_sd");
    char path[4096];
    size_t v, a;
    trace_note(to, "%s, %zu agents in two clusters, messages between them %zu steps late, 2 label "
                   "shards per agent", of->kind, of->agents, of->age);
    trace_note(to, "PC-ASGD 0.5, eta %g, lambda 0.1, batch %zu, %zu steps, asked every %zu, seeds "
                   "1 to %zu; Hessians of up to %d images of the neighbour, from its whole share",
               of->eta, of->batch, of->steps, of->every, of->seeds, SAMPLES);
    for (v = 0; v < VARIANTS; v++) {
        for (a = 0; a < AGES; a++) {
            const double *cosine = &of->at[v * AGES + a].cosine;
            const double *relative = &of->at[v * AGES + a].relative;
            double row[5] = {(double)ages[a], gsl_stats_mean(cosine, stride, of->seeds),
                             gsl_stats_sd(cosine, stride, of->seeds),
                             gsl_stats_mean(relative, stride, of->seeds),
                             gsl_stats_sd(relative, stride, of->seeds)};
            trace_row(to, variants[v], row, 5);
        }
    }
    snprintf(path, sizeof path, "%s/e8_forecast_error_%s.csv", of->out, of->kind);
    trace_write(to, path);
    trace_free(to);
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"softmax", "perceptron", NULL};
    inquiry self = {.folder = "/usr/share/datasets/fashion-mnist", .out = "build/data/default",
                    .agents = 8, .steps = 240, .every = 48, .seeds = 6, .batch = 32, .age = 8,
                    .eta = 0.05, .workers = run_processors()};
    const option_spec options[] = {
        {"data", OPTION_TEXT, &self.folder, 0, 0, NULL, "folder of the images"},
        {"out", OPTION_FOLDER, &self.out, 0, 0, NULL, "folder for the results"},
        {"steps", OPTION_INTEGER, &self.steps, LONGEST, 1e6, NULL, "steps"},
        {"every", OPTION_INTEGER, &self.every, 1, 1e6, NULL, "steps between questions"},
        {"age", OPTION_INTEGER, &self.age, 1, 1000, NULL, "of messages between the clusters"},
        {"eta", OPTION_REAL, &self.eta, 1e-9, 1e3, NULL, "step size"},
        {"seeds", OPTION_INTEGER, &self.seeds, 2, 1000, NULL, "runs, with seeds 1 to this"},
        {"workers", OPTION_INTEGER, &self.workers, 1, 1024, NULL, "runs at the same time"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    size_t j;
    options_parse(argc, argv, "direction and size of forecasts, against what neighbours did",
                  options);
    if (self.steps / self.every * self.every < LONGEST) {
        refuse("--every: %zu, has to have a multiple from %d to the number of steps, %zu",
               self.every, LONGEST, self.steps);
    }
    self.train = dataset_read(self.folder, DATASET_TRAIN);
    self.graph = graph_new("clusters", self.agents, NULL, 1);
    for (j = 0; kinds[j]; j++) {
        self.kind = kinds[j];
        self.at = allocate(self.seeds * VARIANTS * AGES, sizeof *self.at);
        run_parallel(self.seeds, self.workers, self.kind, run_seed, &self);
        write_results(&self);
        free(self.at);
    }
    graph_free(self.graph);
    dataset_free(self.train);
    return 0;
}
