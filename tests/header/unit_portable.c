/* SPDX-License-Identifier: MIT
 *
 * The unit that is in plain C whatever the build says.
 */
#undef PCASGD_PORTABLE
#define PCASGD_PORTABLE
#include "pcasgd.h"

#include "portable.h"

int portable_step(size_t n, size_t m, pcasgd_real *x_new, const pcasgd_real *g,
                  const pcasgd_neighbour *row, double eta, double theta, const pcasgd_opts *opts)
{
    return pcasgd_step(n, m, x_new, g, row, eta, theta, opts);
}

int portable_candidates(size_t n, size_t m, pcasgd_real *x_pre, pcasgd_real *x_clip,
                        pcasgd_choice *choice, const pcasgd_real *g, const pcasgd_neighbour *row,
                        double eta, const pcasgd_opts *opts)
{
    return pcasgd_candidates(n, m, x_pre, x_clip, choice, g, row, eta, opts);
}

int portable_forecast(size_t n, pcasgd_real *xhat, const pcasgd_neighbour *message, double eta,
                      const pcasgd_opts *opts)
{
    return pcasgd_forecast(n, xhat, message, eta, opts);
}

int portable_advance(size_t n, pcasgd_real *xhat, const pcasgd_real *g, const pcasgd_real *meansq,
                     const pcasgd_real *x, const pcasgd_real *x_sent, double eta,
                     const pcasgd_opts *opts)
{
    return pcasgd_advance(n, xhat, g, meansq, x, x_sent, eta, opts);
}

int portable_bundle_add(size_t n, const pcasgd_bundle *bundle, const pcasgd_neighbour *message,
                        const pcasgd_real *x_sent, double share, double eta,
                        const pcasgd_opts *opts)
{
    return pcasgd_bundle_add(n, bundle, message, x_sent, share, eta, opts);
}

int portable_bundle_advance(size_t n, const pcasgd_bundle *bundle, const pcasgd_real *x, double eta,
                            const pcasgd_opts *opts)
{
    return pcasgd_bundle_advance(n, bundle, x, eta, opts);
}

int portable_history_push(pcasgd_history *history, const pcasgd_real *x)
{
    return pcasgd_history_push(history, x);
}

int portable_history_sum(pcasgd_real *moves, const pcasgd_history *history, size_t age)
{
    return pcasgd_history_sum(moves, history, age);
}

int portable_accounts_step(size_t n, size_t m, pcasgd_real *x_new, const pcasgd_real *g,
                           const pcasgd_pair *row, double eta, double rho)
{
    return pcasgd_accounts_step(n, m, x_new, g, row, eta, rho);
}
