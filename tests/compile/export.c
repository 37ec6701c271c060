/* SPDX-License-Identifier: MIT
 *
 * A unit that exports the functions, for bindings.
 */
#define PCASGD_API
#include "pcasgd.h"
