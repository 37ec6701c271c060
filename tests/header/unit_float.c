/* SPDX-License-Identifier: MIT
 *
 * The unit that is float whatever the build says.
 */
#undef PCASGD_REAL
#define PCASGD_REAL float
#include "pcasgd.h"

#define SOLVE solve_in_float
#include "unit_solver.h"
