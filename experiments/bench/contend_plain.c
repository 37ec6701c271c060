/* Plain C: the stream limit, the step fused by hand, and three functions as the equations stand. */
#include "bench.h"

bench_run CONTENDER(limit), CONTENDER(fused), CONTENDER(naive);

enum { PART = 16384 };

/* Elements begin .. end of a result. */
typedef void part_run(const bench_case *c, size_t begin, size_t end);

/* All elements, in parts for the threads where they are many. */
static void run_all(part_run *run, const bench_case *c)
{
#ifdef _OPENMP
    if (c->n >= 2 * PART) {
#pragma omp parallel for schedule(static)
        for (size_t k = 0; k < (c->n + PART - 1) / PART; k++) {
            run(c, k * PART, (k + 1) * PART < c->n ? (k + 1) * PART : c->n);
        }
        return;
    }
#endif
    run(c, 0, c->n);
}

/* The numbers of neighbours are constants where a range is inlined. */
static int shape_of(const bench_case *c)
{
    return (int)(10 * c->fresh + c->stale);
}

/* Sums all arrays into one: the least that a step with as many streams can take. */
static inline __attribute__((always_inline)) void sum_range(const bench_case *c, int fresh,
                                                            int stale, size_t begin, size_t end)
{
    const REAL *from[2 + BENCH_MOST_ENTRIES * 3] = {0};
    REAL *out = c->x_new;
    int streams = 0;
    from[streams++] = c->g;
#pragma GCC unroll 16
    for (int j = 0; j < 1 + fresh + stale; j++) {
        from[streams++] = c->x[j];
        if (j > fresh) {
            from[streams++] = c->sent_g[j];
            from[streams++] = c->moves[j];
        }
    }
#pragma GCC ivdep
    for (size_t i = begin; i < end; i++) {
        REAL sum = 0;
#pragma GCC unroll 32
        for (int k = 0; k < 2 + fresh + 3 * stale; k++) {
            sum += from[k][i];
        }
        out[i] = sum;
    }
}

static void sum_part(const bench_case *c, size_t begin, size_t end)
{
    switch (shape_of(c)) {
    case 20: sum_range(c, 2, 0, begin, end); return;
    case 22: sum_range(c, 2, 2, begin, end); return;
    case 44: sum_range(c, 4, 4, begin, end); return;
    default: sum_range(c, 0, 8, begin, end); return;
    }
}

void CONTENDER(limit)(const bench_case *c)
{
    run_all(sum_part, c);
}

/* The step with theta folded into the coefficients, for constant numbers of neighbours. */
static inline __attribute__((always_inline)) void fuse_range(const bench_case *c, int fresh,
                                                             int stale, size_t begin, size_t end)
{
    const REAL *x[BENCH_MOST_ENTRIES], *sent[BENCH_MOST_ENTRIES], *moves[BENCH_MOST_ENTRIES];
    REAL a[BENCH_MOST_ENTRIES], b[BENCH_MOST_ENTRIES], bend[BENCH_MOST_ENTRIES];
    const REAL *g = c->g, eta = (REAL)c->eta;
    REAL *out = c->x_new;
#pragma GCC unroll 16
    for (int j = 0; j < 1 + fresh + stale; j++) {
        double weight = bench_coefficient(c, (size_t)j);
        x[j] = c->x[j];
        sent[j] = c->sent_g[j];
        moves[j] = c->moves[j];
        a[j] = (REAL)weight;
        b[j] = (REAL)(weight * c->eta * (double)c->age);
        bend[j] = (REAL)(weight * c->eta * c->lambda);
    }
#pragma GCC ivdep
    for (size_t i = begin; i < end; i++) {
        REAL sum = -eta * g[i];
#pragma GCC unroll 16
        for (int j = 0; j < 1 + fresh; j++) {
            sum += a[j] * x[j][i];
        }
#pragma GCC unroll 16
        for (int j = 1 + fresh; j < 1 + fresh + stale; j++) {
            sum += a[j] * x[j][i] - sent[j][i] * (b[j] + bend[j] * sent[j][i] * moves[j][i]);
        }
        out[i] = sum;
    }
}

static void fuse_part(const bench_case *c, size_t begin, size_t end)
{
    switch (shape_of(c)) {
    case 20: fuse_range(c, 2, 0, begin, end); return;
    case 22: fuse_range(c, 2, 2, begin, end); return;
    case 44: fuse_range(c, 4, 4, begin, end); return;
    default: fuse_range(c, 0, 8, begin, end); return;
    }
}

void CONTENDER(fused)(const bench_case *c)
{
    run_all(fuse_part, c);
}

static void naive_predict(const bench_case *c, REAL *x_pre)
{
    const REAL *g = c->g;
    for (size_t i = 0; i < c->n; i++) {
        REAL sum = 0;
        for (size_t j = 0; j < 1 + c->fresh + c->stale; j++) {
            REAL x = ((const REAL *)c->x[j])[i];
            if (j > c->fresh) {
                REAL sent = ((const REAL *)c->sent_g[j])[i], moves = ((const REAL *)c->moves[j])[i];
                x -= (REAL)c->eta * ((REAL)c->age * sent + (REAL)c->lambda * sent * sent * moves);
            }
            sum += (REAL)c->w[j] * x;
        }
        x_pre[i] = sum - (REAL)c->eta * g[i];
    }
}

static void naive_clip(const bench_case *c, REAL *x_clip)
{
    const REAL *g = c->g;
    for (size_t i = 0; i < c->n; i++) {
        REAL sum = 0;
        for (size_t j = 0; j < 1 + c->fresh; j++) {
            sum += (REAL)c->w_clip[j] * ((const REAL *)c->x[j])[i];
        }
        x_clip[i] = sum - (REAL)c->eta * g[i];
    }
}

void CONTENDER(naive)(const bench_case *c)
{
    const REAL theta = (REAL)c->theta;
    REAL *out = c->x_new, *pre = c->work[0], *clip = c->work[1];
    naive_predict(c, pre);
    naive_clip(c, clip);
    for (size_t i = 0; i < c->n; i++) {
        out[i] = theta * pre[i] + (1 - theta) * clip[i];
    }
}
