/* What no run can be made of is refused before the first run, and nothing is written. */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "plan.h"

/* The plan has its methods and its data. */
void plan_check(const plan *self);

#endif
