/* Every baseline against its own defining equation, written down once more from the complete past;
   and each of these against the same with one thing wrong. */
#include "../../experiments/harness/support.h"
#include "apart.h"
#include "laboratory.h"
#include "tolerances.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = LAB_AGENTS };

typedef struct past {
    const laboratory *of;
    trajectory x, g; /* g[t]: the gradients at x[t] */
    size_t t;        /* now */
    bool wrong;      /* the control */
} past;

/* Before the start: x0, gradient 0. */
static double x_at(const past *p, size_t k, size_t age, size_t c)
{
    return age > p->t ? p->of->x0[c] : p->x[p->t - age][k][c];
}

static double g_at(const past *p, size_t k, size_t age, size_t c)
{
    return age > p->t ? 0 : p->g[p->t - age][k][c];
}

static double weight(const past *p, size_t i, size_t k)
{
    return p->of->graph->weights[i * N + k];
}

static size_t age_of(const past *p, size_t i, size_t k)
{
    return p->of->ages[i * N + k];
}

typedef double equation(const past *p, size_t i, size_t c);

static double centralised(const past *p, size_t i, size_t c)
{
    double sum = 0;
    for (size_t k = p->wrong ? 1 : 0; k < N; k++) {
        sum += p->g[p->t][k][c];
    }
    return x_at(p, i, 0, c) - 0.1 * sum / N;
}

static double d_psgd(const past *p, size_t i, size_t c)
{
    double sum = -0.1 * g_at(p, i, 0, c);
    for (size_t k = 0; k < N; k++) {
        sum += weight(p, i, k) * x_at(p, k, p->wrong ? age_of(p, i, k) : 0, c);
    }
    return sum;
}

static double mix(const past *p, size_t i, size_t c, bool late)
{
    double sum = 0;
    for (size_t k = 0; k < N; k++) {
        sum += weight(p, i, k) * x_at(p, k, late ? age_of(p, i, k) : 0, c);
    }
    return sum;
}

static double stale_mixing(const past *p, size_t i, size_t c)
{
    return mix(p, i, c, !p->wrong) - 0.1 * g_at(p, i, 0, c);
}

/* The weights are symmetric, so that all agents have the same p. */
static double stale_mixing_scaled(const past *p, size_t i, size_t c)
{
    double D = 0;
    for (size_t at = 0; at < N * N && !p->wrong; at++) {
        D += p->of->graph->weights[at] * (double)p->of->ages[at] / N;
    }
    return mix(p, i, c, true) - 0.1 * (1 + D) * g_at(p, i, 0, c);
}

static double delay_adapted(const past *p, size_t i, size_t c)
{
    size_t largest = 0;
    for (size_t k = 0; k < N; k++) {
        bool heard = weight(p, i, k) > 0 || p->wrong; /* wrong: ages of those it does not hear */
        largest = heard && age_of(p, i, k) > largest ? age_of(p, i, k) : largest;
    }
    return mix(p, i, c, true) - 0.1 / (1 + (double)largest) * g_at(p, i, 0, c);
}

static double norm_clipped(const past *p, size_t i, size_t c)
{
    double square = 0, factor;
    for (size_t d = 0; d < LAB_N; d++) {
        square += pow(g_at(p, i, 0, d), 2);
    }
    factor = fmin(1, 0.5 / sqrt(square));
    return mix(p, i, c, true) - 0.1 * (p->wrong ? 1 : factor) * g_at(p, i, 0, c);
}

/* To self: the agent keeps the weight of the neighbours that it drops. */
static double dc_asgd_equation(const past *p, size_t i, size_t c)
{
    double u = 0, sum = 0;
    for (size_t k = 0; k < N; k++) {
        double w = weight(p, i, k), g = g_at(p, k, age_of(p, i, k), c);
        if (age_of(p, i, k) == 0) {
            sum += w * x_at(p, k, 0, c);
        } else {
            double way = x_at(p, i, 0, c) - x_at(p, k, age_of(p, i, k), c);
            u += w;
            sum += w * x_at(p, i, 0, c) - 0.1 * w * (g + (p->wrong ? 0 : 0.4) * g * g * way);
        }
    }
    return sum - 0.1 * (1 - u) * g_at(p, i, 0, c);
}

/* Paired mixing with the gain. Ages are fixed, so that all mean ages are known from step 0 on, but
   those of others come with their messages. wrong: the own x of now. */
static double mean_age_of(const past *p, size_t i)
{
    double sum = 0;
    for (size_t k = 0; k < N; k++) {
        sum += weight(p, i, k) * (double)age_of(p, i, k);
    }
    return sum;
}

static double gained_weight(const past *p, size_t i, size_t k)
{
    size_t age = age_of(p, i, k);
    /* notes say the mean ages of the step before: a message of step 0 or earlier says 0 */
    double theirs = p->t > age ? mean_age_of(p, k) : 0, larger = fmax(mean_age_of(p, i), theirs);
    return weight(p, i, k) * (age > 0 ? fmin(1, 0.45 / larger) : 1);
}

static double paired_difference(const past *p, size_t i, size_t k, size_t c)
{
    size_t age = age_of(p, i, k);
    return x_at(p, k, age, c) - x_at(p, i, p->wrong ? 0 : age, c);
}

static double paired_equation(const past *p, size_t i, size_t c)
{
    double sum = x_at(p, i, 0, c) - 0.1 * g_at(p, i, 0, c);
    for (size_t k = 0; k < N; k++) {
        sum += k == i ? 0 : gained_weight(p, i, k) * paired_difference(p, i, k, c);
    }
    return sum;
}

static void follow(const laboratory *lab, equation *next, bool wrong, trajectory x)
{
    past *p = allocate(1, sizeof *p);
    p->of = lab;
    p->wrong = wrong;
    for (size_t i = 0; i < N; i++) {
        memcpy(p->x[0][i], lab->x0, sizeof lab->x0);
    }
    for (p->t = 0; p->t < LAB_STEPS; p->t++) {
        for (size_t i = 0; i < N; i++) {
            for (size_t c = 0; c < LAB_N; c++) {
                size_t at = i * LAB_N + c;
                p->g[p->t][i][c] = lab->hessian[at] * (p->x[p->t][i][c] - lab->center[at]);
            }
        }
        for (size_t i = 0; i < N; i++) {
            for (size_t c = 0; c < LAB_N; c++) {
                p->x[p->t + 1][i][c] = next(p, i, c);
            }
        }
    }
    memcpy(x, p->x, sizeof p->x);
    free(p);
}

/* What a mistake must change at least. */
#define SHOWS 1e-3

Test(methods, are_their_equations)
{
    static const struct {
        const char *name;
        equation *next;
    } known[] = {{"centralised", centralised},       {"d-psgd", d_psgd},
                 {"stale-mixing", stale_mixing},     {"stale-mixing-scaled", stale_mixing_scaled},
                 {"delay-adaptive", delay_adapted},  {"norm-clipping", norm_clipped},
                 {"dc-asgd", dc_asgd_equation},       {"paired", paired_equation}};
    laboratory *lab = laboratory_new();
    trajectory ran, right, wrong;
    for (size_t m = 0; m < sizeof known / sizeof *known; m++) {
        laboratory_run(lab, known[m].name, "classes", ran);
        follow(lab, known[m].next, false, right);
        follow(lab, known[m].next, true, wrong);
        cr_assert(le(dbl, laboratory_distance(ran, right), TOL_TRAJECTORY), "%s", known[m].name);
        cr_assert(ge(dbl, laboratory_distance(ran, wrong), SHOWS), "%s", known[m].name);
    }
    laboratory_free(lab);
}

/* With noise: one draw of every agent's own stream per step, and all agents stay equal. */
Test(methods, centralised_draws_what_the_agents_draw)
{
    laboratory *lab = laboratory_new();
    trajectory ran, right;
    gsl_rng *rng[N];
    objective_free(lab->objective);
    lab->objective = objective_quadratic(N, LAB_N, lab->hessian, lab->center, 1);
    lab->noisy = true;
    laboratory_run(lab, "centralised", "none", ran);
    for (size_t k = 0; k < N; k++) {
        rng[k] = rng_new(lab->seed, k, RNG_GRADIENT);
        memcpy(right[0][k], lab->x0, sizeof lab->x0);
    }
    for (size_t t = 0; t < LAB_STEPS; t++) {
        double sum[LAB_N] = {0}, g[LAB_N];
        for (size_t k = 0; k < N; k++) {
            lab->objective->sample(lab->objective, k, right[t][0], rng[k], g);
            for (size_t c = 0; c < LAB_N; c++) {
                sum[c] += g[c];
            }
        }
        for (size_t at = 0; at < N * LAB_N; at++) {
            right[t + 1][at / LAB_N][at % LAB_N] =
                right[t][0][at % LAB_N] - 0.1 * sum[at % LAB_N] / N;
        }
    }
    for (size_t k = 0; k < N; k++) {
        gsl_rng_free(rng[k]);
    }
    cr_assert(le(dbl, laboratory_distance(ran, right), TOL_TRAJECTORY));
    laboratory_free(lab);
}

/* ---- with accounts ---- */

typedef double account_trajectory[LAB_STEPS + 1][N][N][LAB_N];

/* c_ik, of the message that agent k has of it at age `age` */
static double account_at(const past *p, account_trajectory c, size_t i, size_t k, size_t age,
                         size_t at)
{
    return age > p->t ? 0 : c[p->t - age][i][k][at];
}

static double kappa_of(const past *p, size_t i, size_t k)
{
    size_t here = age_of(p, i, k), there = p->t > here ? age_of(p, k, i) : 0;
    return 0.1 / (1 + (double)(here > there ? here : there));
}

static void next_account(past *p, account_trajectory c, size_t i, size_t k, size_t at)
{
    double pull = account_at(p, c, k, i, age_of(p, i, k), at);
    c[p->t + 1][i][k][at] = c[p->t][i][k][at] - 0.05 * (c[p->t][i][k][at] + (p->wrong ? 0 : pull));
    p->wrong = false;
    c[p->t + 1][i][k][at] += kappa_of(p, i, k) * gained_weight(p, i, k) *
                             paired_difference(p, i, k, at);
}

/* wrong: no exchange of accounts. */
static void follow_accounts(const laboratory *lab, bool wrong, trajectory x)
{
    past *p = allocate(1, sizeof *p);
    double(*c)[N][N][LAB_N] = allocate(LAB_STEPS + 1, sizeof *c);
    p->of = lab;
    for (size_t i = 0; i < N; i++) {
        memcpy(p->x[0][i], lab->x0, sizeof lab->x0);
    }
    for (; p->t < LAB_STEPS; p->t++) {
        for (size_t at = 0; at < N * LAB_N; at++) {
            size_t i = at / LAB_N, e = at % LAB_N;
            p->g[p->t][i][e] = lab->hessian[at] * (p->x[p->t][i][e] - lab->center[at]);
        }
        for (size_t at = 0; at < N * LAB_N; at++) {
            size_t i = at / LAB_N, e = at % LAB_N;
            p->x[p->t + 1][i][e] = paired_equation(p, i, e);
            for (size_t k = 0; k < N; k++) {
                if (k != i && weight(p, i, k) > 0) {
                    p->x[p->t + 1][i][e] += c[p->t][i][k][e];
                    p->wrong = wrong;
                    next_account(p, c, i, k, e);
                }
            }
        }
    }
    memcpy(x, p->x, sizeof p->x);
    free(c);
    free(p);
}

Test(methods, paired_accounts_are_exchanged)
{
    laboratory *lab = laboratory_new();
    trajectory ran, right, wrong;
    laboratory_run(lab, "paired-accounts", "classes", ran);
    follow_accounts(lab, false, right);
    follow_accounts(lab, true, wrong);
    cr_assert(le(dbl, laboratory_distance(ran, right), TOL_TRAJECTORY));
    cr_assert(ge(dbl, laboratory_distance(ran, wrong), SHOWS));
    laboratory_free(lab);
}

/* ---- with clocks ---- */

/* Clocks by their meaning: run the method's own weights once more on unit gradients. wrong: no clock
   corrects anything. */
static void follow_clocks(const laboratory *lab, bool wrong, trajectory x)
{
    static double C[LAB_STEPS + 1][N][N], scale[LAB_STEPS + 1][N], excess[N];
    past *p = allocate(1, sizeof *p);
    p->of = lab;
    memset(C, 0, sizeof C);
    memset(excess, 0, sizeof excess);
    for (size_t i = 0; i < N; i++) {
        memcpy(p->x[0][i], lab->x0, sizeof lab->x0);
        scale[0][i] = 1;
    }
    for (; p->t < LAB_STEPS; p->t++) {
        for (size_t at = 0; at < N * LAB_N; at++) {
            size_t i = at / LAB_N, e = at % LAB_N;
            p->g[p->t][i][e] = lab->hessian[at] * (p->x[p->t][i][e] - lab->center[at]) *
                               (wrong ? 1 : scale[p->t][i]);
        }
        for (size_t i = 0; i < N; i++) {
            for (size_t e = 0; e < LAB_N; e++) { /* theta 1/2, clip to self, lambda 0 */
                double sum = x_at(p, i, 0, e) - 0.1 * g_at(p, i, 0, e);
                for (size_t k = 0; k < N; k++) {
                    size_t age = age_of(p, i, k);
                    double share = age > 0 ? 0.5 : 1;
                    double forecast = x_at(p, k, age, e) - 0.1 * (double)age * g_at(p, k, age, e);
                    sum += weight(p, i, k) * share * (forecast - x_at(p, i, 0, e));
                }
                p->x[p->t + 1][i][e] = sum;
            }
            for (size_t of = 0; of < N; of++) {
                double sum = C[p->t][i][of] + (of == i);
                for (size_t k = 0; k < N; k++) {
                    size_t age = age_of(p, i, k);
                    double then = age > p->t ? 0 : C[p->t - age][k][of];
                    double ticks = age <= p->t && of == k ? (double)age : 0;
                    sum += weight(p, i, k) * (age > 0 ? 0.5 : 1) * (then + ticks - C[p->t][i][of]);
                }
                C[p->t + 1][i][of] = sum;
            }
            excess[i] += 0.01 * (C[p->t + 1][i][i] - C[p->t][i][i] - 1.0 / N - excess[i]);
            scale[p->t + 1][i] = 1 / (N * (1.0 / N + excess[i]));
        }
    }
    memcpy(x, p->x, sizeof p->x);
    free(p);
}

Test(methods, clocked_scales_by_what_the_clocks_say)
{
    laboratory *lab = laboratory_new();
    trajectory ran, right, wrong;
    lab->options.lambda = 0;
    laboratory_run(lab, "clocked", "classes", ran);
    follow_clocks(lab, false, right);
    follow_clocks(lab, true, wrong);
    cr_assert(le(dbl, laboratory_distance(ran, right), TOL_TRAJECTORY));
    cr_assert(ge(dbl, laboratory_distance(ran, wrong), SHOWS));
    laboratory_free(lab);
}

/* ---- in pairs ---- */

/* wrong: the gradient at the mean. */
static void exchange_by_hand(const laboratory *lab, bool wrong, trajectory x)
{
    gsl_rng *order_rng = rng_new(lab->seed, 0, RNG_ORDER), *partner[N];
    for (size_t i = 0; i < N; i++) {
        partner[i] = rng_new(lab->seed, i, RNG_PARTNER);
        memcpy(x[0][i], lab->x0, sizeof lab->x0);
    }
    for (size_t t = 0; t < LAB_STEPS; t++) {
        size_t order[N];
        for (size_t i = 0; i < N; i++) {
            order[i] = i;
        }
        memcpy(x[t + 1], x[t], sizeof x[t]);
        gsl_ran_shuffle(order_rng, order, N, sizeof *order);
        for (size_t turn = 0; turn < N; turn++) {
            size_t i = order[turn], ends = i == 0 || i == N - 1;
            size_t drawn = gsl_rng_uniform_int(partner[i], ends ? 1 : 2);
            size_t k = i == 0 ? 1 : i - 1 + 2 * drawn; /* the path: i-1, i+1 */
            for (size_t c = 0; c < LAB_N; c++) {
                size_t at = i * LAB_N + c;
                double mean = (x[t + 1][i][c] + x[t + 1][k][c]) / 2;
                double where = wrong ? mean : x[t][i][c];
                x[t + 1][k][c] = mean;
                x[t + 1][i][c] = mean - 0.1 * lab->hessian[at] * (where - lab->center[at]);
            }
        }
    }
    gsl_rng_free(order_rng);
    for (size_t i = 0; i < N; i++) {
        gsl_rng_free(partner[i]);
    }
}

Test(methods, ad_psgd_averages_in_pairs_with_the_gradient_from_before)
{
    laboratory *lab = laboratory_new();
    trajectory ran, right, wrong;
    laboratory_run(lab, "ad-psgd", "classes", ran);
    exchange_by_hand(lab, false, right);
    exchange_by_hand(lab, true, wrong);
    cr_assert(le(dbl, laboratory_distance(ran, right), TOL_TRAJECTORY));
    cr_assert(ge(dbl, laboratory_distance(ran, wrong), SHOWS));
    laboratory_free(lab);
}

/* ---- with a clock ---- */

/* AD-PSGD with one straggler, event by event: whose gradient is ready first exchanges first, at the
   same time in the order of agents, and begins the next with what it then has. wrong: the gradient
   at the parameters at its end. */
static void exchange_by_clock(const laboratory *lab, double pace, bool wrong, trajectory x)
{
    double now[N][LAB_N], began[N][LAB_N], ready[N];
    gsl_rng *partner[N];
    for (size_t i = 0; i < N; i++) {
        partner[i] = rng_new(lab->seed, i, RNG_PARTNER);
        ready[i] = i == N - 1 ? pace : 1;
        memcpy(now[i], lab->x0, sizeof lab->x0);
        memcpy(began[i], lab->x0, sizeof lab->x0);
    }
    memcpy(x[0], now, sizeof now);
    for (size_t done = 1; done <= LAB_STEPS * N; done++) {
        size_t i = 0, k;
        for (size_t j = 1; j < N; j++) {
            i = ready[j] < ready[i] ? j : i;
        }
        k = gsl_rng_uniform_int(partner[i], i == 0 || i == N - 1 ? 1 : 2);
        k = i == 0 ? 1 : i - 1 + 2 * k;
        for (size_t c = 0; c < LAB_N; c++) {
            size_t at = i * LAB_N + c;
            double where = wrong ? now[i][c] : began[i][c];
            now[k][c] = (now[i][c] + now[k][c]) / 2;
            now[i][c] = now[k][c] - 0.1 * lab->hessian[at] * (where - lab->center[at]);
        }
        memcpy(began[i], now[i], sizeof now[i]);
        ready[i] += i == N - 1 ? pace : 1;
        if (done % N == 0) {
            memcpy(x[done / N], now, sizeof now);
        }
    }
    for (size_t i = 0; i < N; i++) {
        gsl_rng_free(partner[i]);
    }
}

Test(methods, ad_psgd_by_the_clock_uses_the_gradient_from_when_it_began)
{
    static const clock_settings slow = {.kind = "straggler", .factor = 4, .seed = 1};
    laboratory *lab = laboratory_new();
    trajectory ran, right, wrong;
    lab->clock = &slow;
    laboratory_run(lab, "ad-psgd", "none", ran);
    exchange_by_clock(lab, 4, false, right);
    exchange_by_clock(lab, 4, true, wrong);
    cr_assert(le(dbl, laboratory_distance(ran, right), TOL_TRAJECTORY));
    cr_assert(ge(dbl, laboratory_distance(ran, wrong), SHOWS));
    laboratory_free(lab);
}

/* Who waits computes the same, whatever the clock says; who does not, does not. */
Test(methods, only_who_does_not_wait_depends_on_the_clock)
{
    static const clock_settings slow = {.kind = "straggler", .factor = 4, .latency = 0.5,
                                        .seed = 1};
    laboratory *lab = laboratory_new();
    trajectory together, timed;
    for (const method *m = methods; m->name; m++) {
        if (strcmp(m->name, "corrected") != 0) {
            lab->clock = NULL;
            laboratory_run(lab, m->name, "none", together);
            lab->clock = &slow;
            laboratory_run(lab, m->name, "none", timed);
            /* at the last round, since agents that wait for neighbours only are not at the same
               step in between */
            if (m->mean_gradient) {
                for (size_t c = 0; c < LAB_N; c++) {
                    cr_assert(eq(dbl, timed[LAB_STEPS][0][c], together[LAB_STEPS][0][c]), "%s",
                              m->name);
                }
            } else if (!m->waits) {
                cr_assert(ge(dbl, laboratory_distance(timed, together), SHOWS), "%s", m->name);
            }
        }
    }
    laboratory_free(lab);
}

/* ---- refusals ---- */

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
