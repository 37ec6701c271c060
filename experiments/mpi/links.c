#include "links.h"

#include <stdbool.h>
#include <string.h>

const char *const link_kinds[] = {"full", "ring", "exponential", NULL};

size_t links_find(const char *kind, int rank, int ranks, int *neighbour)
{
    size_t count = 0;
    for (int r = 0; r < ranks; r++) {
        int ahead = (r - rank + ranks) % ranks;
        int near = ahead < ranks - ahead ? ahead : ranks - ahead;
        bool linked = strcmp(kind, "full") == 0 || near == 1 ||
                      (strcmp(kind, "exponential") == 0 && (near & (near - 1)) == 0);
        if (r != rank && linked) {
            neighbour[count++] = r;
        }
    }
    return count;
}
