/* Ranks that are slow, stopped or dead: the others do not wait. */
#include "faults.h"
#include "rig.h"

#include <signal.h>

/* Longest pause of an undisturbed rank that a busy machine with two processors is allowed here. The
   synchronous control waits for all of STOP. */
enum { STOP = 2000, PAUSE = 500 };

int fault_none(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 100);
    self.settings.steps = 100;
    self.opts.reliable_age = 1000; /* mixing and descent only: x stays between targets and start */
    rig_open(&self);
    rig_run(&self);
    CHECK(self.agent.step == 100);
    for (size_t j = 0; j < self.settings.sources; j++) {
        CHECK(self.agent.peer[j].messages > 0 && self.agent.peer[j].refused == 0);
    }
    for (size_t i = 0; i < 100; i++) { /* from 8, between the targets 0 .. ranks-1 */
        CHECK(pcasgd_mpi_x(&self.agent)[i] > 0 && pcasgd_mpi_x(&self.agent)[i] < 7);
    }
    return rig_end(&self, self.ranks, 10);
}

/* Steps per second of this rank while rank 0 is ten times slower; *heard: in what share of its
   steps it used a message of its first source, rank 0 (1 at rank 0). */
static double rate_beside_a_slow_rank(rig *self, const char *transport, bool wait, double *heard)
{
    long long used = 0;
    rig_prepare(self, transport, "full", 100);
    self->settings.wait = wait;
    self->settings.seconds = 1.5;
    self->settings.silence = 5;
    self->milliseconds = self->rank == 0 ? 100 : 10;
    rig_open(self);
    while (pcasgd_mpi_running(&self->agent)) {
        CHECK(rig_step(self) == PCASGD_OK);
        used += self->agent.peer[0].used >= 0;
    }
    *heard = (double)used / (double)self->agent.step;
    return (double)self->agent.step / (self->agent.last - self->begin);
}

/* Who waits for rank 0 makes at most 10 steps a second, who does not up to 100: 25 leaves room for
   a busy machine. Slow is not silent: rank 0 is heard, after its first step. */
int fault_slow(const char *transport)
{
    rig self;
    double heard, rate = rate_beside_a_slow_rank(&self, transport, false, &heard);
    CHECK(self.rank == 0 ? rate < 11 : rate > 25);
    CHECK(heard > 0.5);
    return rig_end(&self, self.ranks, 10);
}

int fault_slow_synchronous(const char *transport)
{
    rig self;
    double heard, rate = rate_beside_a_slow_rank(&self, transport, true, &heard);
    CHECK(rate < 11);
    return rig_end(&self, self.ranks, 10);
}

/* What a rank saw of rank 1 while that was stopped. */
typedef struct sight {
    bool dropped, taken_back;
} sight;

static sight run_beside_a_stopped_rank(rig *self, int milliseconds, bool for_good)
{
    sight seen = {false, false};
    bool stopped = false;
    while (pcasgd_mpi_running(&self->agent)) {
        CHECK(rig_step(self) == PCASGD_OK);
        if (self->rank == 1 && !stopped && self->agent.last - self->begin > 0.3) {
            stopped = true;
            rig_stop(milliseconds, for_good);
            self->longest_gap = 0;
        }
        for (size_t j = 0; j < self->settings.sources; j++) {
            const pcasgd_mpi_peer *peer = &self->agent.peer[j];
            bool used = peer->used >= 0;
            if (peer->rank == 1 && peer->messages > 0) {
                seen.taken_back = seen.taken_back || (used && seen.dropped);
                seen.dropped = seen.dropped || !used;
            }
        }
    }
    return seen;
}

int fault_stopped(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 1000);
    self.settings.seconds = 3.8;
    self.settings.silence = 0.5;
    rig_open(&self);
    sight seen = run_beside_a_stopped_rank(&self, STOP, false);
    CHECK(self.longest_gap < PAUSE / 1e3 || self.rank == 1);
    CHECK(self.rank == 1 || (seen.dropped && seen.taken_back));
    return rig_end(&self, self.ranks, 10);
}

int fault_stopped_synchronous(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 1000);
    self.settings.seconds = 3.8;
    self.settings.silence = 5;
    self.settings.wait = 1;
    rig_open(&self);
    run_beside_a_stopped_rank(&self, STOP, false);
    CHECK(self.longest_gap > 0.8 * STOP / 1e3 || self.rank == 1);
    return rig_end(&self, self.ranks, 10);
}

int fault_stopped_for_good(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 1000);
    self.settings.seconds = 2;
    self.settings.silence = 0.5;
    rig_open(&self);
    sight seen = run_beside_a_stopped_rank(&self, 3500, true);
    CHECK(self.longest_gap < PAUSE / 1e3);
    CHECK(seen.dropped && !seen.taken_back);
    return rig_end(&self, self.ranks - 1, 1);
}

int fault_killed(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 1000);
    self.settings.seconds = 2;
    self.settings.silence = 0.5;
    rig_open(&self);
    while (pcasgd_mpi_running(&self.agent)) {
        CHECK(rig_step(&self) == PCASGD_OK);
        if (self.rank == 1 && self.agent.last - self.begin > 0.3) {
            raise(SIGKILL);
        }
    }
    CHECK(self.longest_gap < PAUSE / 1e3);
    for (size_t j = 0; j < self.settings.sources; j++) {
        CHECK((self.agent.peer[j].used < 0) == (self.agent.peer[j].rank == 1));
    }
    return rig_end(&self, self.ranks - 1, 1);
}

int fault_early_finisher(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "full", 1000);
    self.settings.steps = self.rank == 0 ? 20 : 400;
    self.settings.silence = 0.3;
    rig_open(&self);
    rig_run(&self);
    CHECK(self.agent.step == self.settings.steps);
    CHECK(self.rank == 0 || self.agent.finished[0]);
    CHECK(self.rank == 0 || self.agent.peer[0].used < 0); /* rank 0 has long been silent */
    return rig_end(&self, self.ranks, 10);
}

/* One rank ends; along a path the news reaches all, who have no limit of their own. */
int fault_flood(const char *transport)
{
    rig self;
    rig_prepare(&self, transport, "path", 100);
    self.settings.steps = self.rank == 0 ? 20 : -1;
    self.settings.finishers = 1;
    rig_open(&self);
    rig_run(&self);
    CHECK(self.agent.finished[0]);
    return rig_end(&self, self.ranks, 10);
}
