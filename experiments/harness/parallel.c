#include "parallel.h"

#include "support.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef struct work {
    pthread_mutex_t lock;
    size_t next, done, jobs;
    const char *label;
    time_t started;
    void (*job)(void *context, size_t index);
    void *context;
} work;

static void show_progress(const work *self)
{
    double left = difftime(time(NULL), self->started) * (double)(self->jobs - self->done) /
                  (double)self->done;
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%s: %zu of %zu, about %.0f s left  %s", self->label, self->done,
                self->jobs, left, self->done == self->jobs ? "\n" : "");
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
    work self = {PTHREAD_MUTEX_INITIALIZER, 0, 0, jobs, label, time(NULL), job, context};
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
