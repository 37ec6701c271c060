/* What a contender of the step benchmark is given, and what it is. Contenders are compiled once per
   element type and set of compiler options, each time under another name, into one program. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

enum { BENCH_MOST_ENTRIES = 9 };

/* Entry 0 is the agent itself, then `fresh` reliable and `stale` unreliable neighbours. Arrays have
   n elements of the type that the contender was compiled for. */
typedef struct bench_case {
    size_t n, fresh, stale, age;
    double eta, lambda, theta, kappa, rho;
    double w[BENCH_MOST_ENTRIES], w_clip[BENCH_MOST_ENTRIES];
    const void *x[BENCH_MOST_ENTRIES], *sent_g[BENCH_MOST_ENTRIES], *moves[BENCH_MOST_ENTRIES];
    const void *theirs[BENCH_MOST_ENTRIES]; /* for accounts, as is: */
    void *account[BENCH_MOST_ENTRIES];      /* in and out; entry 0 has none */
    const void *g;
    void *x_new, *work[3]; /* out, and room for what a contender does not fold */
} bench_case;

typedef void bench_run(const bench_case *);

/* What is raced against each other: PC-ASGD, paired mixing without and with accounts. In paired
   mixing sent_g[j] are the own parameters when the message was sent. */
typedef enum bench_method { BENCH_PCASGD, BENCH_PAIRED, BENCH_ACCOUNTS } bench_method;

typedef enum bench_result {
    BENCH_STEP, /* x_new of the equations of pcasgd.h, and the accounts */
    BENCH_PAIR, /* the two candidates of PC-ASGD, in work[0] and work[1] */
    BENCH_LIMIT /* the sum of all arrays; in an account, that of its link's less the account */
} bench_result;

typedef struct bench_contender {
    const char *name, *build;
    bench_result result;
    bench_run *run[2]; /* double, float */
    int threads;       /* takes part in rows of so many threads */
    bench_method method;
} bench_contender;

extern const bench_contender bench_contenders[];
extern const size_t bench_contender_count;

/* The coefficient of entry j when theta is folded into the weights. */
static inline double bench_coefficient(const bench_case *c, size_t j)
{
    return c->theta * c->w[j] + (1 - c->theta) * c->w_clip[j];
}

#define BENCH_JOIN_(name, suffix) name##_##suffix
#define BENCH_JOIN(name, suffix) BENCH_JOIN_(name, suffix)
#define CONTENDER(name) BENCH_JOIN(name, SUFFIX)

#endif
