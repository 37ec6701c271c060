#include "train.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

enum { MOST = 60 };

process_running small_start(const char *program, const char *data, const char *out,
                            const char *const *more)
{
    const char *all[MOST + 1] = {"--data", data, "--out", out, "--measure", "30", "--records",
                                 "4",      "--seeds", "2"};
    size_t used = 10;
    for (; *more; more++) {
        cr_assert(lt(sz, used, MOST));
        all[used++] = *more;
    }
    return process_start(program, all);
}

process small_run(const char *program, const char *data, const char *out, const char *const *more)
{
    process_running self = small_start(program, data, out, more);
    return process_wait(&self);
}
