#include "check.h"

#include <stddef.h>

const check checks[] = {
    {"lemma1_weights", check_lemma1},
    {"theorem1_virtual_iterate", check_theorem1},
    {NULL, NULL},
};
