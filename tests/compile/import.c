/* SPDX-License-Identifier: MIT
 *
 * What a binding does: no header, only the symbols that export.c has.
 */
#include <stddef.h>

const char *pcasgd_strerror(int status);
size_t pcasgd_history_length(size_t n, size_t longest_age);
double pcasgd_theta_ramp(size_t step, size_t ramp_steps, double first, double last);

int main(void)
{
    double theta = pcasgd_theta_ramp(5, 10, 0, 0.5);
    return pcasgd_strerror(0)[0] == 'n' && pcasgd_history_length(10, 4) == 100 && theta >= 0.25 &&
                   theta <= 0.25
               ? 0
               : 1;
}
