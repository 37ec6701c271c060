/* SPDX-License-Identifier: MIT
 *
 * The unit that is double whatever the build says.
 */
#undef PCASGD_REAL
#define PCASGD_REAL double
#include "pcasgd.h"

#define SOLVE solve_in_double
#include "unit_solver.h"
