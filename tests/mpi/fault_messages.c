/* Messages that are bad, torn, out of order or missing. */
#include "faults.h"
#include "rig.h"

/* Rank 1's 20th step: NaN in x and g. The step fails and says so, but the message is out, to all,
   since no target is busy. It stays until all have it. */
static void poison(rig *self)
{
    for (size_t j = 0; j < self->settings.targets; j++) {
        while (self->agent.target[j].request != MPI_REQUEST_NULL) {
            CHECK(pcasgd_mpi_progress(&self->agent) == PCASGD_OK);
        }
    }
    rig_gradient(self);
    pcasgd_mpi_g(&self->agent)[999] = NAN;
    ((pcasgd_real *)pcasgd_mpi_x(&self->agent))[7] = NAN;
    CHECK(pcasgd_mpi_step(&self->agent, self->eta, self->theta, &self->opts) ==
          PCASGD_MPI_E_VALUE);
    CHECK(strstr(pcasgd_mpi_message(&self->agent), "rank 1, step 20: the own model"));
    CHECK(self->agent.step == 20);
    rig_meet(self);
}

/* Nobody takes it over; all refuse it once and name rank 1. */
static void refuse_poison(rig *self)
{
    size_t bad = 0;
    for (size_t j = 0; j < self->settings.sources; j++) {
        bad = self->agent.peer[j].rank == 1 ? j : bad;
    }
    while (self->agent.peer[bad].refused == 0) { /* the script's time limit ends it otherwise */
        CHECK(rig_step(self) == PCASGD_OK);
        CHECK(isfinite(pcasgd_mpi_x(&self->agent)[7]));
        CHECK(isfinite(pcasgd_mpi_x(&self->agent)[999]));
    }
    CHECK(strstr(pcasgd_mpi_message(&self->agent), "peer 1, step") != NULL);
    for (int k = 0; k < 20; k++) { /* it is not taken again */
        CHECK(rig_step(self) == PCASGD_OK);
        CHECK(self->agent.peer[bad].used < 0);
    }
    for (size_t j = 0; j < self->settings.sources; j++) {
        CHECK(self->agent.peer[j].refused == (j == bad ? 1 : 0));
    }
}

int fault_nan(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 1000);
    self.theta = 1;
    self.opts.reliable_age = 1000; /* every message is used, its g never */
    self.settings.longest_age = 1000000;
    self.settings.silence = 30;
    rig_open(&self);
    while (self.rank == 1 && self.agent.step < 20) {
        CHECK(rig_step(&self) == PCASGD_OK);
    }
    if (self.rank == 1) {
        poison(&self);
    } else {
        refuse_poison(&self);
        rig_meet(&self);
    }
    rig_say_ok(&self);
    return pcasgd_mpi_leave(&self.agent, PCASGD_MPI_E_LOST, 1);
}

/* Rank 1 sends by hand what a network that repeats and reorders would deliver. */
int fault_reordered(const char *transport)
{
    static const long long step[] = {5, 3, 5, 9, 8, -4};
    enum { COUNT = sizeof step / sizeof *step };
    rig self;
    rig_prepare(&self, transport, "full", 3);
    rig_open(&self);
    for (int k = 0; k < COUNT && self.rank == 1; k++) {
        unsigned char *slot = pcasgd_mpi_priv_slot(&self.agent, 0);
        pcasgd_mpi_priv_head(slot)->step = step[k];
        MPI_Ssend(slot, (int)self.agent.message_bytes, MPI_BYTE, 0, PCASGD_MPI_TAG_DATA,
                  self.agent.comm);
    }
    for (int k = 0; k < 1000 && self.rank == 0 && self.agent.peer[0].repeated < 4; k++) {
        CHECK(pcasgd_mpi_receive(&self.agent) == PCASGD_OK);
        rig_sleep(1);
    }
    if (self.rank == 0) {
        CHECK(self.agent.peer[0].messages == 2 && self.agent.peer[0].repeated == 4);
        CHECK(rig_step(&self) == PCASGD_OK);
        CHECK(self.agent.peer[0].used == 9);
    }
    return rig_end(&self, self.ranks, 10);
}

/* Without links the agent is gradient descent, bit for bit, whatever the others do. */
static void run_as_gradient_descent(rig *self)
{
    pcasgd_real x = 8;
    self->settings.steps = 50;
    rig_open(self);
    while (pcasgd_mpi_running(&self->agent)) {
        pcasgd_real g = x - (pcasgd_real)self->rank;
        CHECK(rig_step(self) == PCASGD_OK);
        if (self->settings.sources == 0) {
            x = (pcasgd_real)((pcasgd_real)0 + x) + (pcasgd_real)-self->eta * g;
            CHECK(pcasgd_mpi_x(&self->agent)[2] == x);
        }
    }
}

int fault_alone(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 3);
    CHECK(self.ranks == 1);
    run_as_gradient_descent(&self);
    return rig_end(&self, 1, 10);
}

/* The last rank has no links, the others have each other. */
int fault_isolated(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 3);
    size_t others = self.rank == self.ranks - 1 ? 0 : self.settings.sources - 1;
    self.settings.sources = self.settings.targets = others;
    self.weights[0] = 1 - (double)others * self.weights[1];
    run_as_gradient_descent(&self);
    return rig_end(&self, self.ranks, 10);
}

/* Every message has x equal in all elements, and g = the step in all elements. Reads in place as a
   step does; counts messages that are whole and those that are torn, each message once. */
static void look_at_messages(rig *self, bool check, long long *whole, long long *torn)
{
    static long long seen[RIG_RANKS];
    size_t n = self->settings.n;
    pcasgd_mpi_receive(&self->agent);
    pcasgd_mpi_weigh(&self->agent, &self->opts);
    for (size_t j = 0; j < self->settings.sources; j++) {
        const pcasgd_mpi_peer *peer = &self->agent.peer[j];
        const pcasgd_neighbour *entry = &self->agent.row[j + 1];
        long long used = peer->used;
        bool good = true;
        if (used < 0 || used < seen[j]) {
            continue;
        }
        pcasgd_real x = entry->x[0];
        for (size_t i = 0; i < n; i++) {
            good = good && entry->x[i] == x && entry->g[i] == (pcasgd_real)used;
        }
        if (check && pcasgd_mpi_priv_is_shared(&self->agent) &&
            pcasgd_mpi_priv_head(peer->message)->sequence != peer->sequence) {
            continue; /* a step would be made anew */
        }
        seen[j] = used + 1;
        *whole += good;
        *torn += !good;
    }
}

enum { MESSAGES = 510000 };

/* Until every rank has looked at MESSAGES messages; without the check, or has seen a torn one. */
static void exchange_patterns(rig *self, const char *transport, bool check, long long *whole,
                              long long *torn)
{
    MPI_Request barrier = MPI_REQUEST_NULL;
    int entered = 0, all = 0;
    rig_prepare(self, transport, "full", 64);
    self->settings.silence = 60;
    self->settings.longest_age = 1000000;
    self->theta = 1;
    rig_open(self);
    while (!all) {
        pcasgd_real *g = pcasgd_mpi_g(&self->agent);
        for (size_t i = 0; i < self->settings.n; i++) {
            g[i] = (pcasgd_real)self->agent.step;
        }
        CHECK(pcasgd_mpi_step(&self->agent, 1e-9, self->theta, &self->opts) == PCASGD_OK);
        for (size_t i = 1; i < self->settings.n; i++) { /* what the step made of them */
            CHECK(pcasgd_mpi_x(&self->agent)[i] == pcasgd_mpi_x(&self->agent)[0]);
        }
        look_at_messages(self, check, whole, torn);
        if (!entered && (*whole + *torn >= MESSAGES || (!check && *torn > 0))) {
            entered = MPI_Ibarrier(MPI_COMM_WORLD, &barrier) == MPI_SUCCESS;
        }
        if (entered) {
            MPI_Test(&barrier, &all, MPI_STATUS_IGNORE);
        }
    }
    printf("rank %d: %lld messages whole, %lld torn, %llu steps made anew\n", self->rank, *whole,
           *torn, self->agent.steps_made_anew);
}

static int end_patterns(rig *self)
{
    rig_say_ok(self);
    return pcasgd_mpi_leave(&self->agent, PCASGD_OK, 30);
}

int fault_torn(const char *transport)
{
    rig self;
    long long whole = 0, torn = 0, all = 0;
    exchange_patterns(&self, transport, true, &whole, &torn);
    CHECK(torn == 0);
    MPI_Allreduce(&whole, &all, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD);
    CHECK(all >= 1000000);
    return end_patterns(&self);
}

/* The same without the second look at the sequence: some rank reads torn messages. */
int fault_torn_unchecked(const char *transport)
{
    rig self;
    long long whole = 0, torn = 0, all = 0;
    exchange_patterns(&self, transport, false, &whole, &torn);
    MPI_Allreduce(&torn, &all, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD);
    CHECK(all > 0);
    return end_patterns(&self);
}

/* Ranks 0, 1, 2 make steps of 60, 30 and 120 ms. Each estimates how many steps another makes in a
   second or more from one message of it, and compares with what the other has made. */
int fault_rates(const char *transport)
{
    static const int length[] = {60, 30, 120};
    double estimate[3] = {0}, made[3] = {0}, by_own_pace[3] = {0};
    long long step[3] = {0};
    double sent[3] = {0}, pace[3] = {0};
    rig self;
    rig_prepare(&self, transport, "full", 10);
    CHECK(self.ranks == 3);
    self.settings.seconds = 4.5;
    self.milliseconds = length[self.rank];
    rig_open(&self);
    double next = pcasgd_mpi_now(&self.agent) + 0.9;
    while (pcasgd_mpi_running(&self.agent)) {
        CHECK(rig_step(&self) == PCASGD_OK);
        bool due = pcasgd_mpi_now(&self.agent) >= next;
        for (size_t j = 0; j < 2 && due; j++) {
            const pcasgd_mpi_head *head = pcasgd_mpi_priv_head(self.agent.peer[j].message);
            int k = self.agent.peer[j].rank;
            if (step[k] > 0) {
                estimate[k] += (double)pcasgd_mpi_age(head->sent - sent[k], pace[k]);
                by_own_pace[k] += (double)pcasgd_mpi_age(head->sent - sent[k], self.agent.pace);
                made[k] += (double)(head->step - step[k]);
            }
            step[k] = head->step;
            sent[k] = head->sent;
            pace[k] = head->pace;
        }
        next += due ? 1.1 : 0;
    }
    for (int k = 0; k < 3; k++) {
        if (k != self.rank) {
            printf("rank %d: rank %d made %g steps, estimated %g, by own pace %g\n", self.rank, k,
                   made[k], estimate[k], by_own_pace[k]);
            CHECK(made[k] >= 15 && fabs(estimate[k] / made[k] - 1) < 0.25);
            CHECK(fabs(by_own_pace[k] / made[k] - 1) > 0.25); /* the same test refuses it */
        }
    }
    return rig_end(&self, self.ranks, 10);
}

/* Open MPI is told to use osc/pt2pt: refused by all ranks, with the reason. */
int fault_refused_window(const char *transport)
{
    rig self;
    pcasgd_real x0[1] = {0};
    rig_prepare(&self, transport, "full", 1);
    void *memory = malloc(pcasgd_mpi_memory(&self.settings, self.ranks));
    CHECK(pcasgd_mpi_open(&self.agent, &self.settings, MPI_COMM_WORLD, x0, memory) ==
          PCASGD_MPI_E_TRANSPORT);
    CHECK(strstr(pcasgd_mpi_message(&self.agent), "osc/pt2pt") != NULL);
    rig_say_ok(&self);
    MPI_Finalize();
    return 0;
}

static void check_refusal(rig *self, const char *words)
{
    pcasgd_real x0[1] = {0};
    void *memory = malloc(pcasgd_mpi_memory(&self->settings, self->ranks));
    CHECK(memory && pcasgd_mpi_open(&self->agent, &self->settings, MPI_COMM_WORLD, x0, memory) ==
                        PCASGD_MPI_E_SETTINGS);
    CHECK(strstr(pcasgd_mpi_message(&self->agent), words) != NULL);
    free(memory);
}

static void refuse_repeated_links(rig *self)
{
    self->peers[1] = self->peers[0];
    self->settings.sources = self->settings.targets = 2;
    self->weights[0] = 0.5;
    self->weights[1] = self->weights[2] = 0.25;
    check_refusal(self, "source is there twice");
    self->settings.sources = 1;
    self->weights[1] = 0.5;
    check_refusal(self, "target is there twice");
    self->settings.targets = 1;
}

static void refuse_two_transports(rig *self)
{
    self->settings.transport = self->rank == 0 ? PCASGD_MPI_SHARED : PCASGD_MPI_TWO_SIDED;
    check_refusal(self, "differs between ranks");
}

/* Rank 1 does not know that rank 0 hears it; weights that lose mass; links that are there twice; two
   transports: all ranks refuse. */
int fault_refused_links(const char *transport)
{
    rig self;
    pcasgd_real x0[1] = {0};
    rig_prepare(&self, transport, "full", 1);
    void *memory = malloc(pcasgd_mpi_memory(&self.settings, self.ranks));
    self.settings.targets -= self.rank == 1;
    CHECK(pcasgd_mpi_open(&self.agent, &self.settings, MPI_COMM_WORLD, x0, memory) ==
          PCASGD_MPI_E_SETTINGS);
    CHECK(self.rank != 1 ||
          strstr(pcasgd_mpi_message(&self.agent), "rank 1, peer 0") != NULL);
    self.settings.targets = self.settings.sources;
    self.weights[0] -= self.rank == 0 ? 0.1 : 0;
    CHECK(pcasgd_mpi_open(&self.agent, &self.settings, MPI_COMM_WORLD, x0, memory) ==
          PCASGD_MPI_E_SETTINGS);
    CHECK(strstr(pcasgd_mpi_message(&self.agent),
                 self.rank == 0 ? "do not sum to one" : "refused by another rank") != NULL);
    refuse_repeated_links(&self);
    refuse_two_transports(&self);
    rig_say_ok(&self);
    MPI_Finalize();
    return 0;
}
