/* Ways to choose between predicting and clipping, asked with candidates whose losses are known. */
#include "../../experiments/methods/choosing.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

enum { MANY = 4000 };

typedef struct asked {
    size_t times;
} asked;

/* A candidate is its own loss. */
static double loss(void *context, const real *x)
{
    asked *self = context;
    self->times++;
    return (double)x[0];
}

/* Asks once: candidates of these losses, and what the cosines say. */
static bool ask(choosing *self, double predict, double clip, bool by_cosine)
{
    const real p = (real)predict, c = (real)clip;
    const network_choice choice = {.predict = &p, .clip = &c, .by_cosine = by_cosine};
    return choosing_choose(self, &choice);
}

static choosing choosing_of(choosing_way way, size_t judge_every, asked *counter)
{
    return (choosing){.way = way, .loss = loss, .loss_context = counter,
                      .judge_every = judge_every};
}

/* all that the cosines and the losses can say */
static const struct {
    bool by_cosine, predict_is_better;
} cases[] = {{false, false}, {false, true}, {true, false}, {true, true}};

static bool ask_case(choosing *self, size_t j)
{
    return ask(self, cases[j].predict_is_better ? 1 : 2, cases[j].predict_is_better ? 2 : 1,
               cases[j].by_cosine);
}

Test(choosing, by_cosine_does_what_the_practical_variant_does)
{
    asked counter = {0};
    choosing self = choosing_of(CHOOSE_BY_COSINE, 0, &counter);
    for (size_t j = 0; j < 4; j++) {
        cr_assert(eq(int, ask_case(&self, j), cases[j].by_cosine), "case %zu", j);
    }
    cr_assert(eq(sz, counter.times, 0), "no loss is needed");
}

Test(choosing, the_opposite_is_what_it_does_not)
{
    asked counter = {0};
    choosing self = choosing_of(CHOOSE_OPPOSITE, 0, &counter);
    for (size_t j = 0; j < 4; j++) {
        cr_assert(eq(int, ask_case(&self, j), !cases[j].by_cosine), "case %zu", j);
    }
    cr_assert(eq(sz, counter.times, 0), "no loss is needed");
}

Test(choosing, hindsight_takes_the_smaller_loss)
{
    asked counter = {0};
    choosing self = choosing_of(CHOOSE_IN_HINDSIGHT, 0, &counter);
    for (size_t j = 0; j < 4; j++) {
        cr_assert(eq(int, ask_case(&self, j), cases[j].predict_is_better), "case %zu", j);
    }
    cr_assert(eq(sz, counter.times, 8), "both candidates, every time");
    cr_assert(ask(&self, 3, 3, false), "of equal losses the prediction");
    cr_assert(not(ask(&self, NAN, 3, true)), "a prediction that is NaN is not better");
    cr_assert(not(ask(&self, NAN, NAN, true)));
}

/* A fair coin, MANY times: within 5 standard deviations, sqrt(MANY)/2, of half; whatever the
   cosines say. */
Test(choosing, at_random_is_a_fair_coin_of_its_own)
{
    asked counter = {0};
    choosing self = choosing_of(CHOOSE_AT_RANDOM, 0, &counter), twin;
    size_t alike = 0, agree = 0;
    twin = choosing_of(CHOOSE_AT_RANDOM, 0, &counter);
    choosing_seed(&self, 1, 1);
    choosing_seed(&twin, 1, 1);
    for (size_t j = 0; j < MANY; j++) {
        bool answer = ask_case(&self, j % 4);
        agree += answer == cases[j % 4].by_cosine;
        alike += answer == ask_case(&twin, (j + 2) % 4);
    }
    cr_assert(lt(dbl, fabs((double)self.predicted - MANY / 2), 2.5 * sqrt(MANY)));
    cr_assert(lt(dbl, fabs((double)agree - MANY / 2), 2.5 * sqrt(MANY)));
    cr_assert(eq(sz, alike, MANY), "the same seed, the same choices");
    choosing_free(&self);
    choosing_free(&twin);
}

/* Control: two seeds are two coins. */
Test(choosing, another_seed_chooses_otherwise)
{
    asked counter = {0};
    choosing one = choosing_of(CHOOSE_AT_RANDOM, 0, &counter), two = one;
    size_t alike = 0;
    choosing_seed(&one, 1, 1);
    choosing_seed(&two, 1, 2);
    for (size_t j = 0; j < MANY; j++) {
        alike += ask_case(&one, j % 4) == ask_case(&two, j % 4);
    }
    cr_assert(lt(dbl, fabs((double)alike - MANY / 2), 2.5 * sqrt(MANY)));
    choosing_free(&one);
    choosing_free(&two);
}

static bool ask_agent(choosing *self, size_t agent)
{
    const real candidate = 1;
    const network_choice choice = {.agent = agent, .predict = &candidate, .clip = &candidate};
    return choosing_choose(self, &choice);
}

/* Whether another agent has a choice to make does not shift anybody's coin; and two agents have two
   coins. */
Test(choosing, agents_have_coins_of_their_own)
{
    asked counter = {0};
    choosing alone = choosing_of(CHOOSE_AT_RANDOM, 0, &counter), both = alone;
    size_t alike = 0, same_coin = 0;
    choosing_seed(&alone, 2, 1);
    choosing_seed(&both, 2, 1);
    for (size_t j = 0; j < MANY; j++) {
        bool other = ask_agent(&both, 0), answer = ask_agent(&both, 1);
        alike += answer == ask_agent(&alone, 1);
        same_coin += answer == other;
    }
    cr_assert(eq(sz, alike, MANY));
    cr_assert(lt(dbl, fabs((double)same_coin - MANY / 2), 2.5 * sqrt(MANY)));
    choosing_free(&alone);
    choosing_free(&both);
}

/* ---- what is counted ---- */

Test(choosing, counts_choices_and_predictions)
{
    asked counter = {0};
    choosing self = choosing_of(CHOOSE_BY_COSINE, 0, &counter);
    for (size_t j = 0; j < 4; j++) {
        ask_case(&self, j);
    }
    ask(&self, 1, 2, true);
    cr_assert(eq(sz, self.choices, 5));
    cr_assert(eq(sz, self.predicted, 3));
    cr_assert(eq(sz, self.judged, 0), "nothing is judged where judge_every is 0");
    cr_assert(eq(sz, self.right, 0));
}

/* Cases 0 and 3 are right by cosine, 1 and 2 by the opposite, all in hindsight. */
Test(choosing, all_choices_are_judged_if_judge_every_is_one)
{
    static const struct {
        choosing_way way;
        size_t right;
    } ways[] = {{CHOOSE_BY_COSINE, 2}, {CHOOSE_OPPOSITE, 2}, {CHOOSE_IN_HINDSIGHT, 4}};
    for (size_t w = 0; w < 3; w++) {
        asked counter = {0};
        choosing self = choosing_of(ways[w].way, 1, &counter);
        for (size_t j = 0; j < 4; j++) {
            ask_case(&self, j);
        }
        cr_assert(eq(sz, self.judged, 4));
        cr_assert(eq(sz, self.right, ways[w].right), "way %zu", w);
        cr_assert(eq(sz, counter.times, 8));
    }
}

/* Of ten choices the first, fourth, seventh and tenth are judged; only they are right. */
Test(choosing, one_of_judge_every_is_judged)
{
    asked counter = {0};
    choosing self = choosing_of(CHOOSE_BY_COSINE, 3, &counter);
    choosing other = choosing_of(CHOOSE_OPPOSITE, 3, &counter);
    for (size_t j = 0; j < 10; j++) {
        ask(&self, 1, 2, j % 3 == 0);
        ask(&other, 1, 2, j % 3 == 0);
    }
    cr_assert(eq(sz, self.choices, 10));
    cr_assert(eq(sz, self.predicted, 4));
    cr_assert(eq(sz, self.judged, 4));
    cr_assert(eq(sz, self.right, 4));
    cr_assert(eq(sz, other.judged, 4));
    cr_assert(eq(sz, other.right, 0));
    cr_assert(eq(sz, counter.times, 16));
}

/* To judge changes no choice. */
Test(choosing, judging_only_looks)
{
    asked counter = {0};
    for (choosing_way way = CHOOSE_BY_COSINE; way <= CHOOSE_IN_HINDSIGHT; way++) {
        choosing judged = choosing_of(way, 1, &counter), quiet = choosing_of(way, 0, &counter);
        choosing_seed(&judged, 1, 3);
        choosing_seed(&quiet, 1, 3);
        for (size_t j = 0; j < 40; j++) {
            cr_assert(eq(int, ask_case(&judged, j % 4), ask_case(&quiet, j % 4)));
        }
        choosing_free(&judged);
        choosing_free(&quiet);
    }
}
