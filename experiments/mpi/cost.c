/* What the shared transport costs: a step over MPI against pcasgd_step() on the same neighbours'
   memory, turn by turn in one run. Rank 0 measures while the others publish now and then. */
#include "pcasgd_mpi.h"

#include "../harness/options.h"
#include "../harness/support.h"
#include "links.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static void open_agent(pcasgd_mpi *agent, size_t n)
{
    pcasgd_mpi_settings settings = pcasgd_mpi_settings_default();
    int rank, ranks;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int *neighbour = allocate((size_t)ranks, sizeof *neighbour);
    double *weight = allocate_reals((size_t)ranks);
    real *x0 = allocate_parameters(n);
    settings.n = n;
    settings.sources = settings.targets = links_find("full", rank, ranks, neighbour);
    settings.source = settings.target = neighbour;
    settings.weight = weight;
    settings.silence = 60;
    settings.longest_age = 1000000;
    for (int j = 0; j < ranks; j++) {
        weight[j] = 1 / (double)ranks;
    }
    for (size_t i = 0; i < n; i++) {
        x0[i] = (real)(i % 7);
    }
    void *memory = allocate(pcasgd_mpi_memory(&settings, ranks), 1);
    if (pcasgd_mpi_open(agent, &settings, MPI_COMM_WORLD, x0, memory)) {
        refuse("%s", pcasgd_mpi_message(agent));
    }
    free(x0);
    free(neighbour);
    free(weight);
}

static void set_gradient(pcasgd_mpi *agent)
{
    for (size_t i = 0; i < agent->settings.n; i++) {
        pcasgd_mpi_g(agent)[i] = (real)(i % 3);
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return values[count / 2];
}

static void check(int error, const pcasgd_mpi *agent)
{
    if (error) {
        FAIL("status %d, %s", error, pcasgd_mpi_message(agent));
    }
}

/* Seconds of the header's step alone, with the row that the last step over MPI used. */
static double time_direct(pcasgd_mpi *agent, const pcasgd_opts *opts, real *out)
{
    size_t m = agent->settings.sources + 1;
    const real *g = pcasgd_mpi_g(agent);
    double begin = MPI_Wtime();
    check(pcasgd_step(agent->settings.n, m, out, g, agent->row, 1e-6, 0.5, opts), agent);
    return MPI_Wtime() - begin;
}

static double time_over_mpi(pcasgd_mpi *agent, const pcasgd_opts *opts)
{
    double begin = MPI_Wtime();
    check(pcasgd_mpi_step(agent, 1e-6, 0.5, opts), agent);
    return MPI_Wtime() - begin;
}

/* Both, in turns: the first fetches memory for the second. */
static void measure(pcasgd_mpi *agent, const pcasgd_opts *opts, size_t repeats)
{
    double *over_mpi = allocate_reals(repeats), *direct = allocate_reals(repeats);
    real *out = allocate_parameters(agent->settings.n);
    set_gradient(agent);
    time_over_mpi(agent, opts); /* memory is touched for the first time */
    for (size_t r = 0; r < repeats; r++) {
        set_gradient(agent);
        if (r % 2 == 0) {
            direct[r] = time_direct(agent, opts, out);
            over_mpi[r] = time_over_mpi(agent, opts);
        } else {
            over_mpi[r] = time_over_mpi(agent, opts);
            direct[r] = time_direct(agent, opts, out);
        }
    }
    double a = median(over_mpi, repeats), b = median(direct, repeats);
    printf("cost,%zu,%zu,%zu,%.3f,%.3f,%.3f\n", agent->settings.n, agent->settings.sources,
           sizeof(real), a * 1e3, b * 1e3, a / b);
    free(over_mpi);
    free(direct);
    free(out);
}

int main(int argc, char **argv)
{
    size_t n = 1000000, repeats = 41;
    const option_spec table[] = {
        {"n", OPTION_INTEGER, &n, 1, 1e8, NULL, "parameters"},
        {"repeats", OPTION_INTEGER, &repeats, 1, 1e6, NULL, "pairs of steps"},
        {NULL, OPTION_TEXT, NULL, 0, 0, NULL, NULL}};
    pcasgd_mpi agent;
    pcasgd_opts opts = pcasgd_opts_default();
    struct timespec pause = {0, 100000000};
    MPI_Request end = MPI_REQUEST_NULL;
    int over = 0;
    set_program_name(argv[0]);
    MPI_Init(&argc, &argv);
    options_parse(argc, argv, "measures what a step over shared windows costs", table);
    open_agent(&agent, n);
    opts.lambda = 0;
    if (agent.rank == 0) {
        nanosleep(&pause, NULL); /* the others have published */
        measure(&agent, &opts, repeats);
    }
    MPI_Ibarrier(MPI_COMM_WORLD, &end);
    while (!over) {
        if (agent.rank != 0) {
            set_gradient(&agent);
            check(pcasgd_mpi_step(&agent, 1e-6, 0.5, &opts), &agent);
            nanosleep(&pause, NULL);
        }
        MPI_Test(&end, &over, MPI_STATUS_IGNORE);
    }
    return pcasgd_mpi_leave(&agent, PCASGD_OK, 20);
}
