/* Methods refuse what is not defined for them. */
#include "apart.h"
#include "laboratory.h"

#include <criterion/criterion.h>
#include <math.h>

typedef struct request {
    const char *name, *ages;
    double norm_limit;
    size_t reliable_age;
    bool by_clock;
} request;

static void make(void *context)
{
    static const clock_settings equal = {.kind = "equal", .seed = 1};
    const request *asked = context;
    laboratory *lab = laboratory_new();
    trajectory x;
    lab->options.norm_limit = asked->norm_limit;
    lab->options.reliable_age = asked->reliable_age;
    lab->clock = asked->by_clock ? &equal : NULL;
    laboratory_run(lab, asked->name, asked->ages, x);
    laboratory_free(lab);
}

Test(methods, refuse_what_is_not_defined)
{
    request unknown = {"sgd", "none", 1, 0, false}, limit = {"norm-clipping", "none", 0, 0, false};
    request nan = {"norm-clipping", "none", NAN, 0, false};
    request moving = {"corrected", "uniform", 1, 0, false};
    request timed = {"corrected", "none", 1, 0, true};
    request reliable = {"corrected", "constant", 1, 2, false};
    apart_expect_refusal(make, &unknown, "unknown name \"sgd\"");
    apart_expect_refusal(make, &limit, "must be above 0");
    apart_expect_refusal(make, &nan, "must be above 0");
    apart_expect_refusal(make, &moving, "needs ages that do not change");
    apart_expect_refusal(make, &timed, "needs ages that do not change");
    apart_expect_refusal(make, &reliable, "the reliable age 0, not 2");
}
