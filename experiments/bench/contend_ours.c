/* The header: the linear step, and the practical variant. Valid C++ as well. */
#include "pcasgd.h"

#include "bench.h"

#ifdef __cplusplus
extern "C" {
#endif
bench_run CONTENDER(ours), CONTENDER(practical);
#ifdef __cplusplus
}
#endif

static void row_of(const bench_case *c, pcasgd_neighbour *row)
{
    size_t j;
    for (j = 0; j < 1 + c->fresh + c->stale; j++) {
        row[j].x = (const pcasgd_real *)c->x[j];
        row[j].g = (const pcasgd_real *)c->sent_g[j];
        row[j].moves = (const pcasgd_real *)c->moves[j];
        row[j].meansq = NULL;
        row[j].w = c->w[j];
        row[j].w_clip = c->w_clip[j];
        row[j].age = j > c->fresh ? c->age : 0;
    }
}

void CONTENDER(ours)(const bench_case *c)
{
    pcasgd_neighbour row[BENCH_MOST_ENTRIES];
    pcasgd_opts opts = pcasgd_opts_default();
    opts.lambda = c->lambda;
    row_of(c, row);
    pcasgd_step(c->n, 1 + c->fresh + c->stale, (pcasgd_real *)c->x_new, (const pcasgd_real *)c->g,
                row, c->eta, c->theta, &opts);
}

/* Hands back the chosen candidate without copying it. */
void CONTENDER(practical)(const bench_case *c)
{
    pcasgd_neighbour row[BENCH_MOST_ENTRIES];
    pcasgd_opts opts = pcasgd_opts_default();
    pcasgd_choice choice = {0, 0, 0, 0, 0};
    opts.lambda = c->lambda;
    row_of(c, row);
    pcasgd_candidates(c->n, 1 + c->fresh + c->stale, (pcasgd_real *)c->work[0],
                      (pcasgd_real *)c->work[1], &choice, (const pcasgd_real *)c->g, row, c->eta,
                      &opts);
    *(pcasgd_real *)c->work[2] = (pcasgd_real)pcasgd_choose(&choice);
}
