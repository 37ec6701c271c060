#include "team.h"

#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* What a thread needs to know of itself. */
typedef struct seat {
    team *team;
    size_t member;
    pthread_t thread;
} seat;

struct team {
    size_t members;
    seat *seat; /* members; the first is not used */
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    atomic_size_t round, busy; /* rounds of work begun; members at work */
    bool over;
    void (*job)(void *context, size_t member);
    void *context;
};

/* Rounds are often shorter than it takes to sleep and be woken: looks at the number for a while,
   and gives way to other threads meanwhile. */
static void look_until(atomic_size_t *number, size_t value)
{
    enum { LOOKS = 100 };
    int look;
    for (look = 0; look < LOOKS && atomic_load(number) != value; look++) {
        sched_yield();
    }
}

/* The round after `last`, or false when the team is over. */
static bool wait_for_round(team *self, size_t last)
{
    bool over;
    look_until(&self->round, last + 1);
    pthread_mutex_lock(&self->lock);
    while (self->round == last && !self->over) {
        pthread_cond_wait(&self->begin, &self->lock);
    }
    over = self->over;
    pthread_mutex_unlock(&self->lock);
    return !over;
}

static void *work(void *argument)
{
    seat *own = argument;
    team *self = own->team;
    size_t round;
    for (round = 0; wait_for_round(self, round); round++) {
        self->job(self->context, own->member);
        pthread_mutex_lock(&self->lock);
        if (--self->busy == 0) {
            pthread_cond_signal(&self->end);
        }
        pthread_mutex_unlock(&self->lock);
    }
    return NULL;
}

team *team_new(size_t members)
{
    team *self = allocate(1, sizeof *self);
    size_t m;
    self->members = members;
    self->seat = allocate(members, sizeof *self->seat);
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->begin, NULL);
    pthread_cond_init(&self->end, NULL);
    for (m = 1; m < members; m++) {
        self->seat[m].team = self;
        self->seat[m].member = m;
        if (pthread_create(&self->seat[m].thread, NULL, work, &self->seat[m]) != 0) {
            FAIL("cannot start thread %zu of %zu", m, members);
        }
    }
    return self;
}

void team_free(team *self)
{
    size_t m;
    pthread_mutex_lock(&self->lock);
    self->over = true;
    pthread_cond_broadcast(&self->begin);
    pthread_mutex_unlock(&self->lock);
    for (m = 1; m < self->members; m++) {
        pthread_join(self->seat[m].thread, NULL);
    }
    pthread_mutex_destroy(&self->lock);
    pthread_cond_destroy(&self->begin);
    pthread_cond_destroy(&self->end);
    free(self->seat);
    free(self);
}

size_t team_members(const team *self)
{
    return self->members;
}

void team_run(team *self, void (*job)(void *context, size_t member), void *context)
{
    pthread_mutex_lock(&self->lock);
    self->job = job;
    self->context = context;
    self->busy = self->members - 1;
    self->round++;
    pthread_cond_broadcast(&self->begin);
    pthread_mutex_unlock(&self->lock);
    job(context, 0);
    look_until(&self->busy, 0);
    pthread_mutex_lock(&self->lock);
    while (self->busy > 0) {
        pthread_cond_wait(&self->end, &self->lock);
    }
    pthread_mutex_unlock(&self->lock);
}
