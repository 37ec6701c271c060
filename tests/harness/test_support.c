/* Messages, memory, whole files, and streams of random numbers that nobody else shifts. */
#include "scratch.h"

#include "../../experiments/harness/support.h"
#include "apart.h"

#include <stdint.h>

TestSuite(support, .init = scratch_begin, .fini = scratch_end);

static void refuse_something(void *context)
{
    set_program_name(context);
    refuse("--eta: \"%s\" is %d too much", "2", 1);
}

static void fail_somewhere(void *context)
{
    set_program_name(context);
    FAIL("cause %d", 7);
}

Test(support, messages_are_one_line_with_the_name_of_the_program)
{
    char text[200];
    cr_assert(eq(int, apart_run(refuse_something, "build/some/e5", text, sizeof text), 2));
    cr_assert(eq(str, text, "e5: --eta: \"2\" is 1 too much\n"));
    cr_assert(eq(int, apart_run(fail_somewhere, "e5", text, sizeof text), 1));
    cr_assert(ne(ptr, strstr(text, "tests/harness/test_support.c:"), NULL));
    cr_assert(ne(ptr, strstr(text, ": cause 7\n"), NULL));
    set_program_name("a/b");
    cr_assert(eq(str, (char *)program_name(), "b"));
}

Test(support, memory_is_zero_and_there)
{
    unsigned char *bytes = allocate(1000, 3);
    double *none = allocate_reals(0), *reals = allocate_reals(5);
    cr_assert(ne(ptr, none, NULL));
    for (size_t b = 0; b < 3000; b++) {
        cr_assert(eq(u8, bytes[b], 0));
    }
    for (size_t r = 0; r < 5; r++) {
        cr_assert(eq(dbl, reals[r], 0));
    }
    free(bytes);
    free(none);
    free(reals);
}

Test(support, file_appears_when_it_is_complete)
{
    file_output output = file_begin(scratch_path("f"));
    char *text;
    fputs("half", output.stream);
    fflush(output.stream);
    cr_assert(ne(int, access(scratch_path("f"), F_OK), 0));
    cr_assert(eq(int, scratch_entries(""), 1));
    fputs(" whole", output.stream);
    file_commit(&output);
    text = scratch_read("f", NULL);
    cr_assert(eq(str, text, "half whole"));
    cr_assert(eq(int, scratch_entries(""), 1));
    free(text);
}

/* ---- random numbers ---- */

enum { DRAWS = 3 };

static void draw(unsigned long seed, size_t agent, rng_purpose purpose, uint32_t number[DRAWS])
{
    gsl_rng *rng = rng_new(seed, agent, purpose);
    for (size_t d = 0; d < DRAWS; d++) {
        number[d] = (uint32_t)gsl_rng_get(rng);
    }
    gsl_rng_free(rng);
}

Test(support, streams_are_repeatable)
{
    uint32_t first[DRAWS], second[DRAWS];
    draw(5, 7, RNG_AGE, first);
    draw(5, 7, RNG_AGE, second);
    cr_assert(eq(int, memcmp(first, second, sizeof first), 0));
}

static int compare_draws(const void *a, const void *b)
{
    return memcmp(a, b, DRAWS * sizeof(uint32_t));
}

/* Every (seed, agent, purpose) begins differently; also where sums of the three are alike. */
Test(support, streams_differ)
{
    enum { SEEDS = 12, AGENTS = 12, PURPOSES = RNG_ORDER, ALL = SEEDS * AGENTS * PURPOSES };
    static const unsigned long seed[SEEDS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1000000000,
                                              4294967297 /* 1 more than 2^32 */};
    static uint32_t drawn[ALL][DRAWS];
    size_t used = 0;
    for (size_t s = 0; s < SEEDS; s++) {
        for (size_t agent = 0; agent < AGENTS; agent++) {
            for (size_t purpose = RNG_GRADIENT; purpose <= PURPOSES; purpose++) {
                draw(seed[s], agent, (rng_purpose)purpose, drawn[used++]);
            }
        }
    }
    qsort(drawn, ALL, sizeof drawn[0], compare_draws);
    for (size_t j = 1; j < ALL; j++) {
        cr_assert(ne(int, compare_draws(drawn[j - 1], drawn[j]), 0), "two streams are the same");
    }
}
