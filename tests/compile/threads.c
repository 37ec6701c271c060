/* SPDX-License-Identifier: MIT
 *
 * Built with OpenMP: a long step gives the same bits with one thread, with several, and in short
 * pieces, which are never shared.
 */
#include <omp.h>
#include <string.h>

#include "pcasgd.h"

enum { MOST = 100000, PIECE = 1000 };

static pcasgd_real x[2][MOST], g[2][MOST], one[MOST], several[MOST], pieces[MOST];

static int step(size_t begin, size_t n, pcasgd_real *x_new)
{
    const pcasgd_opts opts = {0.5, 0, 0};
    const pcasgd_neighbour row[2] = {{x[0] + begin, NULL, NULL, NULL, 0.7, 1, 0},
                                     {x[1] + begin, g[1] + begin, x[0] + begin, NULL, 0.3, 0, 3}};
    return pcasgd_step(n, 2, x_new + begin, g[0] + begin, row, 0.1, 0.5, &opts);
}

static int same(size_t n)
{
    size_t begin;
    int error;
    omp_set_num_threads(1);
    error = step(0, n, one);
    omp_set_num_threads(3);
    error |= step(0, n, several);
    for (begin = 0; begin < n; begin += PIECE) {
        error |= step(begin, n - begin < PIECE ? n - begin : PIECE, pieces);
    }
    return !error && !memcmp(one, several, n * sizeof *one) && !memcmp(one, pieces, n * sizeof *one);
}

int main(void)
{
    size_t i;
    for (i = 0; i < MOST; i++) {
        x[0][i] = (pcasgd_real)(i % 101) / 7;
        x[1][i] = (pcasgd_real)(i % 103) / 11;
        g[0][i] = (pcasgd_real)(i % 107) / 13;
        g[1][i] = (pcasgd_real)(i % 109) / 17;
    }
    return same(MOST) && same(32767) && same(32768) && same(50001) ? 0 : 1;
}
