#include "run.h"

#include "support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct gradients {
    const run *run;
    gsl_rng **rng; /* agents */
} gradients;

static void next_gradient(void *context, size_t agent, const real *x, real *g)
{
    const gradients *self = context;
    const objective *f = self->run->objective;
    if (self->run->exact) {
        f->gradient(f, agent, x, g);
    } else {
        f->sample(f, agent, x, self->rng[agent], g);
    }
}

static real *start(const run *self)
{
    size_t agents = self->objective->agents, n = self->objective->n, i;
    real *x0 = allocate_parameters(agents * n);
    for (i = 0; self->x0 && i < agents; i++) {
        memcpy(x0 + i * n, self->x0, n * sizeof *x0);
    }
    return x0;
}

void run_once(const run *self, run_observer *observe, void *context)
{
    size_t agents = self->objective->agents, i, t;
    gradients g = {self, allocate(agents, sizeof *g.rng)};
    real *x0 = start(self);
    network_settings settings = *self->settings;
    network *net;
    settings.parts = self->objective->parts;
    settings.part = self->objective->part;
    net = network_new(agents, self->objective->n, self->graph->weights, x0,
                      delay_longest(self->delay), &settings);
    for (i = 0; i < agents; i++) {
        g.rng[i] = rng_new(self->seed, i, RNG_GRADIENT);
    }
    observe(context, 0, net);
    for (t = 0; t < self->steps; t++) {
        network_step(net, next_gradient, &g, delay_next(self->delay));
        observe(context, t + 1, net);
    }
    for (i = 0; i < agents; i++) {
        gsl_rng_free(g.rng[i]);
    }
    free(g.rng);
    free(x0);
    network_free(net);
}

typedef struct work {
    pthread_mutex_t lock;
    size_t next, done, jobs;
    const char *label;
    void (*job)(void *context, size_t index);
    void *context;
} work;

static void show_progress(const work *self)
{
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%s: %zu of %zu%s", self->label, self->done, self->jobs,
                self->done == self->jobs ? "\n" : "");
    }
}

static void *worker(void *argument)
{
    work *self = argument;
    for (;;) {
        size_t index;
        pthread_mutex_lock(&self->lock);
        index = self->next++;
        pthread_mutex_unlock(&self->lock);
        if (index >= self->jobs) {
            return NULL;
        }
        self->job(self->context, index);
        pthread_mutex_lock(&self->lock);
        self->done++;
        show_progress(self);
        pthread_mutex_unlock(&self->lock);
    }
}

void run_parallel(size_t jobs, size_t workers, const char *label,
                  void (*job)(void *context, size_t index), void *context)
{
    work self = {PTHREAD_MUTEX_INITIALIZER, 0, 0, jobs, label, job, context};
    pthread_t *thread = allocate(workers, sizeof *thread);
    size_t w;
    for (w = 0; w < workers; w++) {
        if (pthread_create(&thread[w], NULL, worker, &self) != 0) {
            FAIL("cannot start worker %zu of %zu", w, workers);
        }
    }
    for (w = 0; w < workers; w++) {
        pthread_join(thread[w], NULL);
    }
    free(thread);
}

size_t run_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (size_t)count : 1;
}
