#include "choosing.h"

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
        answer = gsl_rng_uniform(self->rng) < 0.5;
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
