/* SPDX-License-Identifier: MIT
 *
 * The header's functions in plain C, from a unit of their own: what every other path must equal.
 * Include it behind pcasgd.h.
 */
#ifndef TESTS_HEADER_PORTABLE_H
#define TESTS_HEADER_PORTABLE_H

int portable_step(size_t n, size_t m, pcasgd_real *x_new, const pcasgd_real *g,
                  const pcasgd_neighbour *row, double eta, double theta, const pcasgd_opts *opts);
int portable_candidates(size_t n, size_t m, pcasgd_real *x_pre, pcasgd_real *x_clip,
                        pcasgd_choice *choice, const pcasgd_real *g, const pcasgd_neighbour *row,
                        double eta, const pcasgd_opts *opts);
int portable_forecast(size_t n, pcasgd_real *xhat, const pcasgd_neighbour *message, double eta,
                      const pcasgd_opts *opts);
int portable_advance(size_t n, pcasgd_real *xhat, const pcasgd_real *g, const pcasgd_real *meansq,
                     const pcasgd_real *x, const pcasgd_real *x_sent, double eta,
                     const pcasgd_opts *opts);
int portable_history_push(pcasgd_history *history, const pcasgd_real *x);
int portable_history_sum(pcasgd_real *moves, const pcasgd_history *history, size_t age);
int portable_bundle_add(size_t n, const pcasgd_bundle *bundle, const pcasgd_neighbour *message,
                        const pcasgd_real *x_sent, double share, double eta,
                        const pcasgd_opts *opts);
int portable_bundle_advance(size_t n, const pcasgd_bundle *bundle, const pcasgd_real *x, double eta,
                            const pcasgd_opts *opts);
int portable_accounts_step(size_t n, size_t m, pcasgd_real *x_new, const pcasgd_real *g,
                           const pcasgd_pair *row, double eta, double rho);

#endif
