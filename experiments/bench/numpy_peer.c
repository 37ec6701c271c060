#include "numpy_peer.h"

#include "../harness/support.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct numpy_peer {
    pid_t process;
    FILE *to, *from;
    size_t elements;
};

static void say(numpy_peer *self, const void *data, size_t count, size_t size)
{
    if (fwrite(data, size, count, self->to) != count) {
        FAIL("the NumPy process does not listen");
    }
}

static void describe(numpy_peer *self, const simulated *p)
{
    const simulated_size *s = &p->size;
    const size_t links = s->agents * s->degree;
    fprintf(self->to, "%zu %zu %zu %zu %zu %.17g %.17g %.17g\n", s->agents, s->dimension, s->degree,
            s->longest_age, s->period, p->eta, s->lambda, p->theta);
    say(self, p->sender, links, sizeof *p->sender);
    say(self, p->age, s->period * links, sizeof *p->age);
    say(self, p->x0, self->elements, sizeof *p->x0);
    say(self, p->curvature, s->agents, sizeof *p->curvature);
    say(self, p->centre, s->agents, sizeof *p->centre);
}

/* In the child. */
_Noreturn static void become_python(const char *scripts, const int *to, const int *from)
{
    const char *python = getenv("PYTHON");
    char path[4096];
    snprintf(path, sizeof path, "%s/simulator_numpy.py", scripts);
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    close(to[1]);
    close(from[0]);
    execlp(python ? python : "/usr/bin/python3", "python3", path, (char *)NULL);
    _exit(EXIT_FAILURE);
}

static int has_libraries(void)
{
    return system("${PYTHON:-/usr/bin/python3} -c 'import numpy, scipy.sparse' 2>/dev/null") == 0;
}

numpy_peer *numpy_peer_new(const simulated *problem, const char *scripts)
{
    int to[2], from[2];
    numpy_peer *self;
    if (!has_libraries()) {
        return NULL;
    }
    self = allocate(1, sizeof *self);
    self->elements = problem->size.agents * problem->size.dimension;
    fflush(NULL);
    if (pipe(to) != 0 || pipe(from) != 0 || (self->process = fork()) < 0) {
        FAIL("cannot start a NumPy process");
    }
    if (self->process == 0) {
        become_python(scripts, to, from);
    }
    close(to[0]);
    close(from[1]);
    self->to = fdopen(to[1], "wb");
    self->from = fdopen(from[0], "rb");
    describe(self, problem);
    numpy_peer_steps(self, 0);
    return self;
}

void numpy_peer_free(numpy_peer *self)
{
    fclose(self->to);
    fclose(self->from);
    waitpid(self->process, NULL, 0);
    free(self);
}

double numpy_peer_steps(numpy_peer *self, size_t steps)
{
    double processor;
    fprintf(self->to, "steps %zu\n", steps);
    fflush(self->to);
    if (fscanf(self->from, "%lf", &processor) != 1 || fgetc(self->from) != '\n') {
        FAIL("the NumPy process has stopped");
    }
    return processor;
}

void numpy_peer_x(numpy_peer *self, double *x)
{
    fprintf(self->to, "x\n");
    fflush(self->to);
    if (fread(x, sizeof *x, self->elements, self->from) != self->elements) {
        FAIL("the NumPy process has stopped");
    }
}
