#include "check.h"

#include <stddef.h>

const check checks[] = {
    {"lemma1_weights", check_lemma1},
    {"theorem1_virtual_iterate", check_theorem1},
    {"corollary1_step", check_corollary1},
    {"corollary2_bias", check_corollary2},
    {"theorem2_consensus", check_theorem2},
    {"theorem3_forecast", check_theorem3},
    {NULL, NULL},
};
