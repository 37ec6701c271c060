/* The header: paired mixing without and with accounts. */
#include "pcasgd.h"

#include "bench.h"

bench_run CONTENDER(paired), CONTENDER(accounts);

static void row_of(const bench_case *c, pcasgd_pair *row)
{
    for (size_t j = 0; j < 1 + c->fresh + c->stale; j++) {
        row[j] = (pcasgd_pair){.x = c->x[j], .own = c->sent_g[j], .account = c->account[j],
                               .theirs = c->theirs[j], .w = c->w[j], .kappa = c->kappa,
                               .age = j > c->fresh ? c->age : 0};
    }
}

void CONTENDER(paired)(const bench_case *c)
{
    pcasgd_pair row[BENCH_MOST_ENTRIES];
    row_of(c, row);
    pcasgd_paired_step(c->n, 1 + c->fresh + c->stale, c->x_new, c->g, row, c->eta);
}

void CONTENDER(accounts)(const bench_case *c)
{
    pcasgd_pair row[BENCH_MOST_ENTRIES];
    row_of(c, row);
    pcasgd_accounts_step(c->n, 1 + c->fresh + c->stale, c->x_new, c->g, row, c->eta, c->rho);
}
