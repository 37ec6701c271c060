#include "baselines.h"
#include "mix.h"

void delay_adaptive(const network_view *view, real *next)
{
    size_t oldest = 0, j;
    for (j = 0; j < view->messages; j++) {
        oldest = view->message[j].age > oldest ? view->message[j].age : oldest;
    }
    mix_and_descend(view, view->eta / (1 + (double)oldest), next);
}
