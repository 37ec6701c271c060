/* Trains on several ranks over MPI: PC-ASGD and its peers over the same transport, with a straggler
   if asked for. Every rank prints one line; rank 0 in addition what became of the mean model. */
#include "pcasgd_mpi.h"

#include "../harness/options.h"
#include "../harness/support.h"
#include "links.h"
#include "record.h"
#include "work.h"

#include <errno.h>
#include <gsl/gsl_rng.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The methods as settings of the header's step. ad-psgd: the mean with one neighbour, drawn anew at
   every step; it is read, not written, so that this is the one-sided form of AD-PSGD. */
static const struct method {
    const char *name;
    double theta;
    bool forecast, wait, pairs;
} methods[] = {
    {"pc-asgd", 0.5, true, false, false},    {"predict-only", 1, true, false, false},
    {"clip-only", 0, false, false, false},   {"stale-mixing", 1, false, false, false},
    {"ad-psgd", 1, false, false, true},      {"d-psgd", 1, false, true, false},
};
static const char *const method_names[] = {"pc-asgd", "predict-only", "clip-only", "stale-mixing",
                                           "ad-psgd", "d-psgd", NULL};
static const char *const transports[] = {"shared", "two-sided", NULL};

typedef struct choices {
    const char *kind, *data, *method, *transport, *graph, *record;
    size_t n, batch, steps, seed, reliable_age, longest_age, straggler, every;
    double seconds, milliseconds, factor, stop_after, stop_for, eta, lambda, noise, silence, target;
} choices;

typedef struct trainer {
    choices choice;
    const struct method *method;
    int rank, ranks;
    int *neighbour;
    double *weight;
    work *task;
    pcasgd_mpi agent;
    pcasgd_opts opts;
    gsl_rng *partner;
    FILE *record;
    record_use *use;
    double begin, longest_gap, target_time;
    bool stopped;
} trainer;

static void sleep_for(double seconds)
{
    struct timespec left = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (seconds > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

static void read_choices(int argc, char **argv, choices *c)
{
    static const char purpose[] = "trains on several ranks over MPI, waiting for nobody";
    const option_spec table[] = {
        {"problem", OPTION_CHOICE, &c->kind, 0, 0, work_kinds, "what is trained"},
        {"data", OPTION_TEXT, &c->data, 0, 0, NULL, "folder of the IDX data files"},
        {"method", OPTION_CHOICE, &c->method, 0, 0, method_names, "how"},
        {"transport", OPTION_CHOICE, &c->transport, 0, 0, transports, "see docs/mpi.md"},
        {"graph", OPTION_CHOICE, &c->graph, 0, 0, link_kinds, "who hears whom"},
        {"n", OPTION_INTEGER, &c->n, 1, 1e8, NULL, "dimension of the quadratic"},
        {"noise", OPTION_REAL, &c->noise, 0, 1e6, NULL, "of the quadratic's gradients"},
        {"batch", OPTION_INTEGER, &c->batch, 1, 60000, NULL, "images of a gradient"},
        {"eta", OPTION_REAL, &c->eta, 0, 1e6, NULL, "step size"},
        {"lambda", OPTION_REAL, &c->lambda, 0, 1e6, NULL, "second-order part of the forecast"},
        {"reliable-age", OPTION_INTEGER, &c->reliable_age, 0, 1e6, NULL, "in the sender's steps"},
        {"longest-age", OPTION_INTEGER, &c->longest_age, 0, 1e4, NULL, "older messages are dropped"},
        {"silence", OPTION_REAL, &c->silence, 1e-3, 1e6, NULL, "seconds until a peer is dropped"},
        {"steps", OPTION_INTEGER, &c->steps, 0, 1e9, NULL, "end after so many own steps; 0: never"},
        {"seconds", OPTION_REAL, &c->seconds, 1e-3, 1e6, NULL, "end after so long"},
        {"milliseconds", OPTION_REAL, &c->milliseconds, 0, 1e6, NULL, "least time of a gradient"},
        {"straggler", OPTION_INTEGER, &c->straggler, 0, 1e6, NULL, "the rank that is disturbed"},
        {"every", OPTION_INTEGER, &c->every, 0, 1e6, NULL, "and each so many ranks on; 0: no other"},
        {"factor", OPTION_REAL, &c->factor, 1, 1e4, NULL, "its gradients take so much longer"},
        {"stop-after", OPTION_REAL, &c->stop_after, 0, 1e6, NULL, "it is stopped after seconds"},
        {"stop-for", OPTION_REAL, &c->stop_for, 0, 1e6, NULL, "for so long; 0: not stopped"},
        {"target", OPTION_REAL, &c->target, 0, 1e9, NULL, "loss whose time is noted; 0: none"},
        {"seed", OPTION_INTEGER, &c->seed, 1, 1e9, NULL, "of all random numbers"},
        {"record", OPTION_FOLDER, &c->record, 0, 0, NULL, "where the record of each rank goes"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    options_parse(argc, argv, purpose, table);
}

static record_settings describe(const trainer *self)
{
    const choices *c = &self->choice;
    record_settings s = {.rank = (size_t)self->rank, .sources = self->agent.settings.sources};
    s.work = (work_settings){c->kind, c->data, (size_t)self->ranks, c->n, c->batch, c->noise, c->seed};
    s.source = allocate(s.sources, sizeof *s.source);
    s.weight = allocate_reals(s.sources + 1);
    for (size_t j = 0; j <= s.sources; j++) {
        s.weight[j] = self->weight[j];
    }
    for (size_t j = 0; j < s.sources; j++) {
        s.source[j] = (size_t)self->neighbour[j];
    }
    s.eta = c->eta;
    s.theta = self->method->theta;
    s.lambda = self->opts.lambda;
    s.reliable_age = self->opts.reliable_age;
    s.longest_age = c->longest_age;
    return s;
}

static void begin_record(trainer *self)
{
    char path[4096];
    if (!self->choice.record) {
        return;
    }
    if (self->method->pairs) {
        refuse("--record %s: not with --method ad-psgd, whose weights change", self->choice.record);
    }
    record_path(path, sizeof path, self->choice.record, (size_t)self->rank);
    self->record = fopen(path, "w");
    if (!self->record) {
        refuse("--record %s: the file %s cannot be written", self->choice.record, path);
    }
    record_settings settings = describe(self);
    record_write_settings(self->record, &settings);
    free(settings.source);
    free(settings.weight);
}

static pcasgd_mpi_settings settings_of(trainer *self)
{
    const choices *c = &self->choice;
    pcasgd_mpi_settings s = pcasgd_mpi_settings_default();
    size_t most = (size_t)self->ranks;
    self->neighbour = allocate(most, sizeof *self->neighbour);
    self->weight = allocate_reals(most);
    s.transport = strcmp(c->transport, "shared") == 0 ? PCASGD_MPI_SHARED : PCASGD_MPI_TWO_SIDED;
    s.n = work_n(self->task);
    s.sources = links_find(c->graph, self->rank, self->ranks, self->neighbour);
    s.targets = s.sources;
    s.source = s.target = self->neighbour;
    s.weight = self->weight;
    for (size_t j = 0; j <= s.sources; j++) {
        self->weight[j] = 1 / (double)(s.sources + 1);
    }
    s.longest_age = c->longest_age;
    s.silence = c->silence;
    s.history = c->lambda > 0 && self->method->forecast;
    s.wait = self->method->wait;
    s.average = !(c->target > 0); /* with a target, the ranks' own models are looked at */
    s.steps = c->steps > 0 ? (long long)c->steps : -1;
    s.seconds = c->seconds;
    self->use = allocate(s.sources, sizeof *self->use);
    return s;
}

static void open_agent(trainer *self)
{
    const choices *c = &self->choice;
    work_settings problem = {c->kind, c->data, (size_t)self->ranks, c->n, c->batch, c->noise, c->seed};
    self->task = work_new(&problem);
    pcasgd_mpi_settings settings = settings_of(self);
    self->opts = pcasgd_opts_default();
    self->opts.lambda = self->method->forecast ? c->lambda : 0;
    self->opts.reliable_age = c->reliable_age;
    if (self->method->theta == 1 && !self->method->forecast) { /* mixes whatever comes */
        self->opts.reliable_age = c->longest_age;
    }
    self->partner = rng_new(c->seed, (size_t)self->rank, RNG_PARTNER);
    void *memory = allocate(pcasgd_mpi_memory(&settings, self->ranks), 1);
    if (pcasgd_mpi_open(&self->agent, &settings, MPI_COMM_WORLD, work_start(self->task), memory)) {
        refuse("--transport %s: %s", c->transport, pcasgd_mpi_message(&self->agent));
    }
    begin_record(self);
    self->begin = pcasgd_mpi_now(&self->agent);
    self->target_time = -1;
}

static bool is_straggler(const trainer *self)
{
    size_t rank = (size_t)self->rank, first = self->choice.straggler, every = self->choice.every;
    return rank == first || (every > 0 && rank > first && (rank - first) % every == 0);
}

/* The straggler stops itself; a child wakes it. */
static void stop_if_due(trainer *self, double now)
{
    const choices *c = &self->choice;
    if (self->stopped || !(c->stop_for > 0) || !is_straggler(self) ||
        now - self->begin < c->stop_after) {
        return;
    }
    pid_t own = getpid();
    self->stopped = true;
    if (fork() == 0) {
        sleep_for(c->stop_for);
        kill(own, SIGCONT);
        _exit(0);
    }
    raise(SIGSTOP);
}

/* A gradient takes its own time, at least --milliseconds, at the straggler factor times as long. */
static void compute(trainer *self)
{
    const choices *c = &self->choice;
    double begin = MPI_Wtime();
    work_gradient(self->task, (size_t)self->rank, pcasgd_mpi_x(&self->agent),
                  pcasgd_mpi_g(&self->agent));
    double factor = is_straggler(self) ? c->factor : 1;
    double took = MPI_Wtime() - begin, least = c->milliseconds / 1e3;
    sleep_for((took > least ? took : least) * factor - took);
}

static void choose_partner(trainer *self)
{
    size_t sources = self->agent.settings.sources;
    size_t chosen = sources > 0 ? gsl_rng_uniform_int(self->partner, sources) : 0;
    self->agent.own_weight = sources > 0 ? 0.5 : 1;
    for (size_t j = 0; j < sources; j++) {
        self->agent.peer[j].weight = j == chosen ? 0.5 : 0;
    }
}

static void note_step(trainer *self)
{
    const pcasgd_mpi *agent = &self->agent;
    double now = pcasgd_mpi_now(agent), accuracy;
    for (size_t j = 0; j < agent->settings.sources && self->record; j++) {
        const pcasgd_mpi_peer *peer = &agent->peer[j];
        self->use[j] = (record_use){(long)peer->used, peer->age, peer->own_age};
    }
    if (self->record) {
        record_write_step(self->record, (size_t)agent->step, now - self->begin,
                          record_hash(agent->settings.n, pcasgd_mpi_x(agent)),
                          agent->settings.sources, self->use);
    }
    if (self->choice.target > 0 && self->target_time < 0 &&
        work_loss(self->task, pcasgd_mpi_x(agent), &accuracy) <= self->choice.target) {
        self->target_time = now - self->begin;
    }
}

static int train(trainer *self)
{
    int error = 0;
    while (!error && pcasgd_mpi_running(&self->agent)) {
        double before = self->agent.last;
        stop_if_due(self, before);
        compute(self);
        if (self->method->pairs) {
            choose_partner(self);
        }
        error = pcasgd_mpi_step(&self->agent, self->choice.eta, self->method->theta, &self->opts);
        if (self->agent.step > 1 && self->agent.last - before > self->longest_gap) {
            self->longest_gap = self->agent.last - before;
        }
        if (!error) {
            note_step(self);
        }
    }
    return error;
}

static void report(trainer *self)
{
    const choices *c = &self->choice;
    double seconds = self->agent.last - self->begin, accuracy = NAN, loss = NAN;
    int heard = 0;
    printf("rank,%s,%s,%g,%g,%d,%lld,%.4f,%.2f,%.1f,%.4f\n", c->method, c->transport, c->factor,
           c->stop_for, self->rank, self->agent.step, seconds, (double)self->agent.step / seconds,
           self->longest_gap * 1e3, self->target_time);
    if (self->agent.settings.average) {
        real *mean = allocate_parameters(work_n(self->task));
        pcasgd_mpi_average(&self->agent, mean, &heard, 5 + c->silence);
        if (self->rank == 0) {
            loss = work_loss(self->task, mean, &accuracy);
            printf("mean,%s,%s,%g,%g,%d,%.6f,%.4f\n", c->method, c->transport, c->factor, c->stop_for,
                   heard, loss, accuracy);
        }
        free(mean);
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    trainer self = {.choice = {.kind = "softmax",
                               .data = "/usr/share/datasets/fashion-mnist",
                               .method = "pc-asgd",
                               .transport = "shared",
                               .graph = "full",
                               .n = 100,
                               .batch = 32,
                               .seed = 1,
                               .longest_age = 16,
                               .seconds = 5,
                               .factor = 1,
                               .eta = 0.05,
                               .silence = 2}};
    set_program_name(argv[0]);
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &self.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &self.ranks);
    read_choices(argc, argv, &self.choice);
    for (size_t m = 0; method_names[m]; m++) {
        if (strcmp(methods[m].name, self.choice.method) == 0) {
            self.method = &methods[m];
        }
    }
    open_agent(&self);
    int error = train(&self);
    if (self.record && fclose(self.record) != 0) {
        FAIL("the record cannot be written");
    }
    if (!error) {
        report(&self);
    }
    gsl_rng_free(self.partner);
    work_free(self.task);
    return pcasgd_mpi_leave(&self.agent, error, 10);
}
