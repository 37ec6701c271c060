/* How many steps of agents the simulator makes per second, beside NumPy and SciPy, and the memory
   that it takes, by agents, degree and dimension. */
#include "measure.h"
#include "numpy_peer.h"
#include "simulated.h"
#include "simulator_rows.h"

#include "../harness/options.h"
#include "../harness/support.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHECKED_STEPS = 20, CONSTANT = 1, MOVING = 8 };

typedef struct settings {
    size_t largest, repetitions;
    const char *out, *scripts;
} settings;

static const simulator_case cases[] = {
    {"agents", {100, 10, 4, 4, MOVING, 0.1}},      {"agents", {1000, 10, 4, 4, MOVING, 0.1}},
    {"agents", {10000, 10, 4, 4, MOVING, 0.1}},    {"agents", {100000, 10, 4, 4, MOVING, 0.1}},
    {"constant", {100, 10, 4, 4, CONSTANT, 0.1}},  {"constant", {1000, 10, 4, 4, CONSTANT, 0.1}},
    {"constant", {10000, 10, 4, 4, CONSTANT, 0.1}},
    {"constant", {100000, 10, 4, 4, CONSTANT, 0.1}},
    {"degree", {1000, 10, 2, 4, MOVING, 0.1}},     {"degree", {1000, 10, 8, 4, MOVING, 0.1}},
    {"degree", {1000, 10, 16, 4, MOVING, 0.1}},    {"dimension", {1000, 1, 4, 4, MOVING, 0.1}},
    {"dimension", {1000, 100, 4, 4, MOVING, 0.1}}, {"dimension", {1000, 1000, 4, 4, MOVING, 0.1}},
    {"lambda", {1000, 10, 4, 4, MOVING, 0}},       {"in-cache", {1000, 1, 2, 1, MOVING, 0}},
    {"in-cache", {10000, 1, 2, 1, MOVING, 0}},     {"in-cache", {100000, 1, 2, 1, MOVING, 0}}};

/* The same simulation, three times. */
typedef struct race {
    simulated *problem;
    network *net[2]; /* with one thread and with two */
    numpy_peer *numpy; /* NULL: not there */
    size_t steps;      /* of one run */
    size_t bytes;      /* that the first network takes */
    double processor[3]; /* least seconds of processor time of a step, all threads together */
} race;

enum { NUMPY = 2 };

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double run_network(race *self, size_t k)
{
    double begin = processor_seconds();
    for (size_t t = 0; t < self->steps; t++) {
        simulated_step(self->problem, self->net[k]);
    }
    return processor_seconds() - begin;
}

static void run(void *context, size_t contender)
{
    race *self = context;
    double taken = contender == NUMPY ? numpy_peer_steps(self->numpy, self->steps)
                                      : run_network(self, contender);
    self->processor[contender] = fmin(self->processor[contender], taken / (double)self->steps);
}

static size_t bytes_in_use(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void race_init(race *self, const simulated_size *size, const char *scripts)
{
    size_t before;
    self->processor[0] = self->processor[1] = self->processor[2] = HUGE_VAL;
    self->problem = simulated_new(size);
    before = bytes_in_use();
    self->net[0] = simulated_network(self->problem, 1);
    self->bytes = bytes_in_use() - before;
    self->net[1] = simulated_network(self->problem, 2);
    self->numpy = numpy_peer_new(self->problem, scripts);
}

static void race_free(race *self)
{
    network_free(self->net[0]);
    network_free(self->net[1]);
    simulated_free(self->problem);
    if (self->numpy) {
        numpy_peer_free(self->numpy);
    }
}

/* All must be at the same place: threads to the bit, NumPy, which sums in another order, to
   rounding. */
static void check_same(race *self, const simulated_size *size)
{
    const size_t n = size->dimension;
    double *x = allocate_reals(size->agents * n);
    self->steps = CHECKED_STEPS;
    for (size_t k = 0; k < (self->numpy ? 3 : 2); k++) {
        run(self, k);
    }
    if (self->numpy) {
        numpy_peer_x(self->numpy, x);
    }
    for (size_t i = 0; i < size->agents; i++) {
        const double *ours = network_x(self->net[0], i);
        if (memcmp(ours, network_x(self->net[1], i), n * sizeof *ours) != 0) {
            FAIL("agent %zu: one thread and two do not give the same", i);
        }
        for (size_t c = 0; c < n && self->numpy; c++) {
            if (!(fabs(x[i * n + c] - ours[c]) <= 1e-12)) {
                FAIL("agent %zu, element %zu: NumPy has %.17g, not %.17g", i, c, x[i * n + c],
                     ours[c]);
            }
        }
    }
    free(x);
}

/* What must be kept: messages up to the longest age, parameters, what S needs of the past, and the
   links with their weights. */
static size_t bytes_needed(const simulated_size *s)
{
    size_t messages = 2 * (s->longest_age + 1), sums = s->lambda > 0 ? s->longest_age + 1 : 0;
    size_t arrays = s->dimension * (messages + 1 + sums) * sizeof(real);
    size_t links = (s->degree + 1) * (sizeof(size_t) + sizeof(double));
    return s->agents * (arrays + links);
}

static void measure_case(const simulator_case *what, const settings *s, simulator_rows *rows)
{
    static const char *const name[] = {"pcasgd", "pcasgd", "NumPy+SciPy"};
    const simulated_size *size = &what->size;
    race self;
    measured_time times[3];
    size_t contenders;
    race_init(&self, size, s->scripts);
    contenders = self.numpy ? 3 : 2;
    check_same(&self, size);
    self.steps = 1 + 2000 / size->agents;
    measure(contenders, run, &self, 0.01, 4, s->repetitions, times);
    for (size_t k = 0; k < contenders; k++) {
        double each = 1 / (double)(self.steps * size->agents);
        simulator_row row = {.what = *what, .contender = name[k], .threads = k == 1 ? 2 : 1,
                             .best = times[k].best * each, .median = times[k].median * each,
                             .processor = self.processor[k] / (double)size->agents,
                             .numpy = contenders > NUMPY ? times[NUMPY].best * each : NAN,
                             .bytes = k == NUMPY ? 0 : self.bytes, .needed = bytes_needed(size)};
        simulator_rows_add(rows, row);
    }
    race_free(&self);
}

int main(int argc, char **argv)
{
    settings s = {100000, 0, ".", "experiments/bench"};
    const option_spec table[] = {
        {"largest", OPTION_INTEGER, &s.largest, 100, 1e5, NULL, "cases of up to so many agents"},
        {"repetitions", OPTION_INTEGER, &s.repetitions, 0, 200, NULL,
         "of every measurement; 0: what fits into about 2 minutes"},
        {"out", OPTION_FOLDER, &s.out, 0, 0, NULL, "folder for simulator.json and simulator.csv"},
        {"scripts", OPTION_FOLDER, &s.scripts, 0, 0, NULL, "folder of simulator_numpy.py"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    simulator_rows rows = {.count = 0};
    options_parse(argc, argv, "times the simulator against NumPy and SciPy", table);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        if (cases[k].size.agents <= s.largest) {
            measure_case(&cases[k], &s, &rows);
        }
    }
    simulator_rows_write(&rows, s.out);
    simulator_rows_print(&rows, stdout);
    return EXIT_SUCCESS;
}
