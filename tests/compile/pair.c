/* SPDX-License-Identifier: MIT
 *
 * Links two units, and runs the program at the top of the header in this unit's element type.
 */
#include "pcasgd.h"

#ifdef __cplusplus
extern "C" {
#endif
int unit_one(void);
int unit_two(void);
#ifdef __cplusplus
}
#endif

int main(void)
{
    pcasgd_real x[1] = {2}, g[1] = {2}, x_k[1] = {4}, g_k[1] = {-4};
    const pcasgd_opts opts = pcasgd_opts_default();
    pcasgd_neighbour row[2] = {{x, NULL, NULL, NULL, 0.5, 0.0, 0},
                               {x_k, g_k, NULL, NULL, 0.5, 0.0, 1}};
    int error = pcasgd_clip_to_self(2, row, &opts);
    error = error ? error : pcasgd_step(1, 2, x, g, row, 0.5, 0.5, &opts);
    return error == 0 && x[0] >= 2 && x[0] <= 2 && unit_one() == unit_two() ? 0 : 1;
}
