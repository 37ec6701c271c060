#include "clock.h"

#include "support.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const clock_kinds[] = {"equal", "lognormal", "straggler", "classes", NULL};

typedef struct timing {
    gsl_rng *rng;
    double pace;         /* of one gradient; lognormal: its mean */
    double ready;        /* when the gradient is ready */
    bool has_sent;       /* the message of this step */
    size_t steps;        /* done */
    double stepped_at;   /* time of the last step */
    double *sent_at;     /* room: time of every message */
    size_t room;
} timing;

struct event_clock {
    clock_settings settings;
    size_t agents;
    size_t *first, *sender; /* links of agent i: first[i] .. first[i+1]-1 */
    double *latency;        /* links */
    long *newest;           /* links: number of the newest message that has arrived; -1: none */
    timing *agent;
    long *message; /* of the event */
    size_t *age;
    clock_event event;
};

static void check_range(const char *name, double value, double least, double most)
{
    if (!(value >= least && value <= most)) {
        refuse("clock: %s %g is not from %g to %g", name, value, least, most);
    }
}

static double pace_of(const clock_settings *s, size_t agents, size_t i)
{
    if (strcmp(s->kind, "straggler") == 0 && i == agents - 1) {
        return s->factor;
    }
    if (strcmp(s->kind, "classes") == 0 && s->classes > 1) {
        return 1 + (s->factor - 1) * (double)(i % s->classes) / (double)(s->classes - 1);
    }
    return 1;
}

static void check_settings(const clock_settings *s, size_t agents)
{
    size_t j = 0;
    while (clock_kinds[j] && strcmp(clock_kinds[j], s->kind) != 0) {
        j++;
    }
    if (!clock_kinds[j]) {
        refuse("clock: unknown kind \"%s\"", s->kind);
    }
    if (strcmp(s->kind, "lognormal") == 0) {
        check_range("spread", s->spread, 0, 3);
    }
    if (strcmp(s->kind, "straggler") == 0 || strcmp(s->kind, "classes") == 0) {
        check_range("factor", s->factor, 1, 1000);
    }
    if (strcmp(s->kind, "classes") == 0) {
        check_range("classes", (double)s->classes, 1, (double)agents);
    }
    check_range("latency", s->latency, 0, 1000);
    check_range("bridge latency", s->bridge_latency, 0, 1000);
}

static void link_agents(event_clock *self, const graph *net)
{
    size_t N = net->agents, i, k, used = 0;
    self->first = allocate(N + 1, sizeof *self->first);
    self->sender = allocate(N * N, sizeof *self->sender);
    self->latency = allocate_reals(N * N);
    self->newest = allocate(N * N, sizeof *self->newest);
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            bool heard = self->settings.wait == WAIT_FOR_EVERYBODY || net->weights[i * N + k] > 0;
            if (k != i && heard) {
                self->sender[used] = k;
                self->latency[used] = self->settings.latency;
                self->latency[used] +=
                    graph_is_bridge(net, i, k) ? self->settings.bridge_latency : 0;
                self->newest[used++] = -1;
            }
        }
        self->first[i + 1] = used;
    }
}

static double compute_time(event_clock *self, timing *a)
{
    double spread = self->settings.spread;
    if (strcmp(self->settings.kind, "lognormal") == 0) {
        return gsl_ran_lognormal(a->rng, -spread * spread / 2, spread);
    }
    return a->pace;
}

event_clock *clock_new(const clock_settings *settings, const graph *net)
{
    event_clock *self = allocate(1, sizeof *self);
    size_t i;
    check_settings(settings, net->agents);
    self->settings = *settings;
    self->agents = net->agents;
    link_agents(self, net);
    self->message = allocate(net->agents, sizeof *self->message);
    self->age = allocate(net->agents, sizeof *self->age);
    self->agent = allocate(net->agents, sizeof *self->agent);
    for (i = 0; i < net->agents; i++) {
        timing *a = &self->agent[i];
        a->rng = rng_new(settings->seed, i, RNG_TIME);
        a->pace = pace_of(settings, net->agents, i);
        a->ready = compute_time(self, a);
        a->stepped_at = -1;
    }
    return self;
}

void clock_free(event_clock *self)
{
    size_t i;
    for (i = 0; i < self->agents; i++) {
        gsl_rng_free(self->agent[i].rng);
        free(self->agent[i].sent_at);
    }
    free(self->first);
    free(self->sender);
    free(self->latency);
    free(self->newest);
    free(self->agent);
    free(self->message);
    free(self->age);
    free(self);
}

/* When does the agent send, or after that step? INFINITY: a message that it needs is not sent. */
static double next_time(const event_clock *self, size_t i)
{
    const timing *a = &self->agent[i];
    double time = a->ready;
    size_t j;
    for (j = self->first[i]; a->has_sent && j < self->first[i + 1]; j++) {
        const timing *k = &self->agent[self->sender[j]];
        if (self->settings.wait == WAIT_FOR_NOBODY) {
            break;
        }
        if (k->steps + k->has_sent <= a->steps) {
            return INFINITY;
        }
        time = fmax(time, k->sent_at[a->steps] + self->latency[j]);
    }
    return time;
}

static void send(timing *a, double time)
{
    if (a->steps >= a->room) {
        size_t room = 2 * a->room + 64;
        double *longer = allocate_reals(room);
        memcpy(longer, a->sent_at ? a->sent_at : longer, a->room * sizeof *longer);
        free(a->sent_at);
        a->sent_at = longer;
        a->room = room;
    }
    a->sent_at[a->steps] = time;
    a->has_sent = true;
}

/* The newest message that has arrived on link j by now. */
static long arrived(event_clock *self, size_t j, double time)
{
    const timing *k = &self->agent[self->sender[j]];
    long count = (long)(k->steps + k->has_sent);
    while (self->newest[j] + 1 < count &&
           k->sent_at[self->newest[j] + 1] + self->latency[j] <= time) {
        self->newest[j]++;
    }
    return self->newest[j];
}

static void step(event_clock *self, size_t i, double time)
{
    timing *a = &self->agent[i];
    size_t j, first = self->first[i];
    for (j = first; j < self->first[i + 1]; j++) {
        const timing *k = &self->agent[self->sender[j]];
        size_t its_step = k->stepped_at >= time ? k->steps - 1 : k->steps;
        bool waits = self->settings.wait != WAIT_FOR_NOBODY;
        long used = waits ? (long)a->steps : arrived(self, j, time);
        self->message[j - first] = used;
        self->age[j - first] = waits ? 0 : (size_t)((long)its_step - used);
    }
    a->steps++;
    a->has_sent = false;
    a->stepped_at = time;
    a->ready = time + compute_time(self, a);
}

const clock_event *clock_next(event_clock *self)
{
    double earliest = INFINITY;
    size_t i, chosen = 0;
    for (i = 0; i < self->agents; i++) {
        double time = next_time(self, i);
        bool sooner = time < earliest;
        bool first_sends = self->agent[chosen].has_sent && !self->agent[i].has_sent;
        if (sooner || (time <= earliest && first_sends)) {
            earliest = time;
            chosen = i;
        }
    }
    self->event = (clock_event){earliest, chosen, self->agent[chosen].has_sent, self->message,
                                self->age};
    if (self->event.is_step) {
        step(self, chosen, earliest);
    } else {
        send(&self->agent[chosen], earliest);
    }
    return &self->event;
}

/* Has the sender on link j sent a newer message than the one that is used? */
static bool is_overtaken(const event_clock *self, const clock_event *event, size_t j)
{
    const timing *k = &self->agent[self->sender[j]];
    long newest = (long)(k->steps + k->has_sent) - 1;
    return event->message[j - self->first[event->agent]] < newest;
}

size_t clock_survey(const clock_settings *settings, const graph *net, size_t steps, double *mean)
{
    event_clock *self = clock_new(settings, net);
    size_t N = net->agents, longest = 0, done = 0, at, j;
    double *sum = allocate_reals(N * N);
    while (done < steps) {
        const clock_event *event = clock_next(self);
        size_t i = event->agent;
        for (j = self->first[i]; event->is_step && j < self->first[i + 1]; j++) {
            size_t age = event->age[j - self->first[i]];
            longest = age > longest ? age : longest;
            longest = longest == 0 && is_overtaken(self, event, j) ? 1 : longest;
            sum[i * N + self->sender[j]] += (double)age;
        }
        done += event->is_step;
    }
    for (at = 0; mean && at < N * N; at++) {
        size_t own = self->agent[at / N].steps;
        mean[at] = own > 0 ? sum[at] / (double)own : 0;
    }
    free(sum);
    clock_free(self);
    return longest;
}
