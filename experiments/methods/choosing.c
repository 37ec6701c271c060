#include "choosing.h"

#include "../harness/support.h"

#include <stdlib.h>

void choosing_seed(choosing *self, size_t agents, unsigned long seed)
{
    size_t i;
    self->agents = agents;
    self->rng = allocate(agents, sizeof *self->rng);
    for (i = 0; i < agents; i++) {
        self->rng[i] = rng_new(seed, i, RNG_CHOICE);
    }
}

void choosing_free(choosing *self)
{
    size_t i;
    for (i = 0; i < self->agents; i++) {
        gsl_rng_free(self->rng[i]);
    }
    free(self->rng);
}

bool choosing_choose(void *context, const network_choice *choice)
{
    choosing *self = context;
    bool judge = self->judge_every > 0 && self->choices % self->judge_every == 0;
    bool better = false, answer = false;
    if (judge || self->way == CHOOSE_IN_HINDSIGHT) {
        better = self->loss(self->loss_context, choice->predict) <=
                 self->loss(self->loss_context, choice->clip);
    }
    switch (self->way) {
    case CHOOSE_BY_COSINE:
        answer = choice->by_cosine;
        break;
    case CHOOSE_OPPOSITE:
        answer = !choice->by_cosine;
        break;
    case CHOOSE_AT_RANDOM:
        answer = gsl_rng_uniform(self->rng[choice->agent]) < 0.5;
        break;
    case CHOOSE_IN_HINDSIGHT:
        answer = better;
        break;
    }
    self->choices++;
    self->predicted += answer;
    self->judged += judge;
    self->right += judge && answer == better;
    return answer;
}
