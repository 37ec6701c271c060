// SPDX-License-Identifier: MIT
// The same unit in C++.
#include "unit.c"
