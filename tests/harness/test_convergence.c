/* Which mixing matrices have one average: (M) in the sharp form of docs/theory.md, section 12. */
#include "../../experiments/theorems/weights.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

enum { MOST = 4 };

typedef struct expected {
    convergence kind;
    size_t period;
    bool in_class[MOST]; /* of the agent that the verdict names */
} expected;

static void check(size_t agents, const double *weights, const size_t *ages, double theta,
                  expected right)
{
    const double same[MOST] = {theta, theta, theta, theta};
    mixing *mixed = mixing_rescaled(agents, weights, CLIP_TO_SELF, NULL, ages, same);
    convergence_verdict verdict = mixing_converges(mixed);
    size_t k;
    cr_expect(eq(int, (int)verdict.kind, (int)right.kind));
    cr_expect(eq(sz, verdict.period, right.period));
    cr_expect(right.in_class[verdict.agent]);
    cr_expect(verdict.kind != SEVERAL_CLASSES || !right.in_class[verdict.other]);
    for (k = 0; k < agents; k++) {
        cr_expect(eq(int, verdict.in_class[k], right.in_class[k]), "agent %zu", k);
    }
    convergence_verdict_free(&verdict);
    mixing_free(mixed);
}

static const size_t fresh[MOST * MOST] = {0};

Test(convergence, one_agent)
{
    check(1, (double[]){1}, fresh, 0.5, (expected){CONVERGES, 1, {true}});
}

Test(convergence, no_links)
{
    check(2, (double[]){1, 0, 0, 1}, fresh, 1, (expected){SEVERAL_CLASSES, 1, {true}});
}

/* Agent 0 hears 1, which hears nobody: agent 0 is passed over, nothing is wrong. */
Test(convergence, an_agent_that_nobody_hears)
{
    check(2, (double[]){0.5, 0.5, 0, 1}, fresh, 1, (expected){CONVERGES, 1, {false, true}});
}

/* Agent 1 hears both 0 and 2, which hear nobody. */
Test(convergence, two_leaders)
{
    check(3, (double[]){1, 0, 0, 0.3, 0.4, 0.3, 0, 0, 1}, fresh, 1,
          (expected){SEVERAL_CLASSES, 1, {true}});
}

/* Agents 0 and 1 hear the pair 2, 3 but not the other way round. */
Test(convergence, a_closed_pair)
{
    check(4, (double[]){0.5, 0.5, 0, 0, 0.2, 0.5, 0.3, 0, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5}, fresh, 1,
          (expected){CONVERGES, 1, {false, false, true, true}});
}

/* Clipping cuts what was connected: the only link between 0 and 1 is stale. */
Test(convergence, clipping_alone_separates)
{
    const double weights[] = {0.5, 0.5, 0.5, 0.5};
    const size_t ages[] = {0, 3, 2, 0};
    check(2, weights, ages, 0, (expected){SEVERAL_CLASSES, 1, {true}});
    check(2, weights, ages, 0.01, (expected){CONVERGES, 1, {true, true}});
}

/* Two agents that only hear each other swap places for ever; ages make cycles longer. */
Test(convergence, agents_that_ignore_themselves)
{
    const double swap[] = {0, 1, 1, 0};
    check(2, swap, fresh, 1, (expected){PERIODIC, 2, {true, true}});
    check(2, swap, (size_t[]){0, 1, 0, 0}, 1, (expected){PERIODIC, 3, {true, true}});
    check(2, swap, (size_t[]){0, 500000, 499998, 0}, 1,
          (expected){PERIODIC, 1000000, {true, true}});
    check(2, swap, (size_t[]){0, 1, 0, 0}, 0.5, (expected){CONVERGES, 1, {true, true}});
}

/* Cycles 0-1-0 and 0-1-2-0: lengths 2 and 3 have no common divisor, 2 and 4 have. */
Test(convergence, ages_decide_about_the_period)
{
    const double weights[] = {0, 1, 0, 0.5, 0, 0.5, 1, 0, 0};
    check(3, weights, fresh, 1, (expected){CONVERGES, 1, {true, true, true}});
    check(3, weights, (size_t[]){0, 0, 0, 0, 0, 1, 0, 0, 0}, 1,
          (expected){PERIODIC, 2, {true, true, true}});
}

/* A periodic pair that hears an agent who hears nobody does no harm; the other way round it
   does. */
Test(convergence, only_the_closed_class_counts)
{
    check(3, (double[]){0, 0.9, 0.1, 1, 0, 0, 0, 0, 1}, fresh, 1,
          (expected){CONVERGES, 1, {false, false, true}});
    check(3, (double[]){0, 1, 0, 1, 0, 0, 0.2, 0, 0.8}, fresh, 1,
          (expected){PERIODIC, 2, {true, true, false}});
}

Test(convergence, classes_are_numbered)
{
    const double weights[] = {0.5, 0, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5};
    const double theta[] = {1, 1, 1, 1};
    mixing *mixed = mixing_new(4, weights, weights, fresh, theta);
    size_t class_of[4];
    cr_expect(eq(sz, mixing_classes(mixed, class_of), 3));
    cr_expect(eq(sz, class_of[0], 0));
    cr_expect(eq(sz, class_of[1], 1));
    cr_expect(eq(sz, class_of[2], 2));
    cr_expect(eq(sz, class_of[3], 2));
    mixing_free(mixed);
}
