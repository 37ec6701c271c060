/* The exact methods of the literature: each against its equations as published, from the complete
   past and with ages that change, beside the same with one thing wrong; and what defines them, that
   late messages do not move the point at which they rest. */
#include "../../experiments/harness/support.h"
#include "apart.h"
#include "laboratory.h"
#include "tolerances.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = LAB_AGENTS, T = LAB_STEPS };

/* What a mistake must change at least. */
#define SHOWS 1e-3

static const double ETA = 0.1;

/* Entry [t + BEFORE] is of time t; all that is before 0 stays as it is at first. */
enum { BEFORE = LAB_AGE + 1 };
typedef double history[T + 1 + BEFORE][N][LAB_N];

/* Everything that ever was. */
typedef struct past {
    const laboratory *of;
    history x, g;    /* g[t]: the gradients at x[t] */
    history v, z, h; /* what the methods call so */
    double y[T + 1 + BEFORE][N][N][LAB_N];
    size_t age[T][N][N];
    bool wrong;
} past;

static past *past_new(const laboratory *lab, const char *age_kind, bool wrong)
{
    past *p = allocate(1, sizeof *p);
    delay *late = delay_new(age_kind, lab->graph, LAB_AGE, NULL, lab->seed);
    p->of = lab;
    p->wrong = wrong;
    for (size_t t = 0; t < T; t++) {
        memcpy(p->age[t], delay_next(late), sizeof p->age[t]);
    }
    for (size_t at = 0; at < (BEFORE + 1) * N; at++) {
        memcpy(p->x[at / N][at % N], lab->x0, sizeof lab->x0);
        memcpy(p->v[at / N][at % N], lab->x0, sizeof lab->x0);
    }
    delay_free(late);
    return p;
}

static double weight(const past *p, size_t i, size_t k)
{
    return p->of->graph->weights[i * N + k];
}

/* The step of agent i, coordinate c, at time t - BEFORE. */
typedef void equation(past *p, size_t t, size_t i, size_t c);

/* before: what is known before messages go, of all agents; NULL: nothing */
static void follow(past *p, equation *before, equation *next, trajectory x)
{
    for (size_t t = BEFORE; t < T + BEFORE; t++) {
        for (size_t at = 0; at < N * LAB_N; at++) {
            size_t i = at / LAB_N, c = at % LAB_N;
            p->g[t][i][c] = p->of->hessian[at] * (p->x[t][i][c] - p->of->center[at]);
            if (before) {
                before(p, t, i, c);
            }
        }
        for (size_t at = 0; at < N * LAB_N; at++) {
            next(p, t, at / LAB_N, at % LAB_N);
        }
    }
    memcpy(x, p->x + BEFORE, sizeof(trajectory));
}

/* ---- the equations ---- */

/* wrong: D2, with the weights themselves */
static void exact_diffusion_next(past *p, size_t t, size_t i, size_t c)
{
    p->x[t + 1][i][c] = 0;
    for (size_t k = 0; k < N; k++) {
        double a = p->wrong ? weight(p, i, k) : (weight(p, i, k) + (i == k)) / 2;
        double phi = t == BEFORE ? p->x[t][k][c] - ETA * p->g[t][k][c]
                                 : 2 * p->x[t][k][c] - p->x[t - 1][k][c] -
                                       ETA * (p->g[t][k][c] - p->g[t - 1][k][c]);
        p->x[t + 1][i][c] += a * phi;
    }
}

static double relaxation(const past *p)
{
    double age[N * N], oldest = 0;
    delay *late = delay_new("uniform", p->of->graph, LAB_AGE, NULL, p->of->seed);
    delay_mean_ages(late, age);
    delay_free(late);
    for (size_t at = 0; at < N * N; at++) {
        oldest = p->of->graph->edge[at] ? fmax(oldest, age[at]) : oldest;
    }
    return 1 / (1 + oldest);
}

static double r; /* of follow_pg_extra */

/* v_e of the link {i,k} at agent i */
static double incidence(const past *p, size_t i, size_t k)
{
    return (i < k ? 1 : -1) * sqrt(weight(p, i, k) / 2);
}

/* y[i][k], i < k, is the dual variable of the link. wrong: the upper end reads that of now. */
static void pg_extra_next(past *p, size_t t, size_t i, size_t c)
{
    double alpha = ETA / r, all = weight(p, i, i) * p->x[t][i][c] - alpha * p->g[t][i][c];
    for (size_t k = 0; k < N; k++) {
        size_t then = t - p->age[t - BEFORE][i][k];
        if (p->of->graph->edge[i * N + k]) {
            all += weight(p, i, k) * p->x[then][k][c];
            all -= incidence(p, i, k) *
                   (i < k ? p->y[t][i][k][c] : p->y[p->wrong ? t : then][k][i][c]);
        }
        if (p->of->graph->edge[i * N + k] && i < k) {
            double dual = p->y[t][i][k][c] + incidence(p, i, k) * p->x[t][i][c] +
                          incidence(p, k, i) * p->x[then][k][c];
            p->y[t + 1][i][k][c] = (1 - r) * p->y[t][i][k][c] + r * dual;
        }
    }
    p->x[t + 1][i][c] = (1 - r) * p->x[t][i][c] + r * all;
}

/* The news of k at agent i at time t: all h of k that arrived for the first time, where the newest
   message so far counts; an older one takes back. wrong: the h of the message, as if all ages
   stayed the same. */
static double news(const past *p, size_t t, size_t i, size_t k, size_t c)
{
    size_t now = t - p->age[t - BEFORE][i][k];
    size_t known = t > BEFORE ? t - 1 - p->age[t - 1 - BEFORE][i][k] : BEFORE - 1;
    double sum = 0;
    for (size_t s = known + 1; s <= now; s++) {
        sum += p->h[s][k][c];
    }
    for (size_t s = now + 1; s <= known; s++) {
        sum -= p->h[s][k][c];
    }
    return p->wrong ? p->h[now][k][c] : sum;
}

static void asy_sonata_before(past *p, size_t t, size_t i, size_t c)
{
    double sum = p->z[t - 1][i][c] + p->g[t][i][c] - p->g[t - 1][i][c];
    for (size_t k = 0; k < N && t > BEFORE; k++) {
        sum += p->of->graph->edge[i * N + k] ? weight(p, i, k) * news(p, t - 1, i, k, c) : 0;
    }
    p->h[t][i][c] = sum;
    p->z[t][i][c] = weight(p, i, i) * sum;
    p->v[t][i][c] = p->x[t][i][c] - ETA * p->z[t][i][c];
}

static void asy_sonata_next(past *p, size_t t, size_t i, size_t c)
{
    p->x[t + 1][i][c] = 0;
    for (size_t k = 0; k < N; k++) {
        p->x[t + 1][i][c] += weight(p, i, k) * p->v[t - p->age[t - BEFORE][i][k]][k][c];
    }
}

/* h: y. wrong: fresh y */
static void tracking_before(past *p, size_t t, size_t i, size_t c)
{
    p->h[t][i][c] = p->g[t][i][c] - p->g[t - 1][i][c];
    for (size_t k = 0; k < N && t > BEFORE; k++) {
        size_t age = p->wrong ? 0 : p->age[t - 1 - BEFORE][i][k];
        p->h[t][i][c] += weight(p, i, k) * p->h[t - 1 - age][k][c];
    }
}

static void tracking_next(past *p, size_t t, size_t i, size_t c)
{
    p->x[t + 1][i][c] = -ETA * p->h[t][i][c];
    for (size_t k = 0; k < N; k++) {
        p->x[t + 1][i][c] += weight(p, i, k) * p->x[t - p->age[t - BEFORE][i][k]][k][c];
    }
}

Test(exact_methods, are_their_published_equations)
{
    static const struct {
        const char *name;
        equation *before, *next;
    } known[] = {{"exact-diffusion", NULL, exact_diffusion_next},
                 {"pg-extra", NULL, pg_extra_next},
                 {"asy-sonata", asy_sonata_before, asy_sonata_next},
                 {"gradient-tracking", tracking_before, tracking_next}};
    laboratory *lab = laboratory_new();
    trajectory ran, x;
    for (size_t m = 0; m < sizeof known / sizeof *known; m++) {
        laboratory_run(lab, known[m].name, "uniform", ran);
        for (int wrong = 0; wrong <= 1; wrong++) {
            past *p = past_new(lab, "uniform", wrong);
            double distance;
            r = relaxation(p);
            follow(p, known[m].before, known[m].next, x);
            distance = laboratory_distance(ran, x);
            if (wrong) {
                cr_assert(ge(dbl, distance, SHOWS), "%s", known[m].name);
            } else {
                cr_assert(le(dbl, distance, TOL_TRAJECTORY), "%s", known[m].name);
            }
            free(p);
        }
    }
    laboratory_free(lab);
}

/* ---- where they rest ---- */

typedef struct target {
    double x[LAB_N], distance;
} target;

static void measure(void *context, size_t step, const network *net)
{
    target *self = context;
    (void)step;
    self->distance = 0;
    for (size_t at = 0; at < N * LAB_N; at++) {
        double gap = fabs(network_x(net, at / LAB_N)[at % LAB_N] - self->x[at % LAB_N]);
        self->distance = gap <= self->distance ? self->distance : gap;
    }
}

/* How far the farthest agent is in the end from the minimiser of the plain mean. */
static double distance_at_rest(const laboratory *lab, const char *name, const char *age_kind,
                               const clock_settings *clock)
{
    static const double equal[N] = {1, 1, 1, 1, 1, 1};
    delay *late = delay_new(age_kind, lab->graph, LAB_AGE, NULL, lab->seed);
    run base = {.objective = lab->objective, .graph = lab->graph, .delay = late, .clock = clock,
                .x0 = lab->x0, .steps = 6000, .seed = lab->seed, .exact = true};
    target to = {.distance = NAN};
    objective_quadratic_minimiser(lab->objective, equal, to.x);
    method_run(method_find(name), &base, &lab->options, measure, &to);
    delay_free(late);
    return to.distance;
}

Test(exact_methods, rest_at_the_minimiser_of_the_plain_mean_whatever_the_ages)
{
    static const char *const exact[] = {"exact-diffusion", "pg-extra", "asy-sonata",
                                        "paired-accounts"};
    /* the same at every step, at every step and both ways, and neither */
    static const char *const ages[] = {"none", "constant", "classes", "uniform"};
    laboratory *lab = laboratory_new();
    for (size_t a = 0; a < sizeof ages / sizeof *ages; a++) {
        for (size_t m = 0; m < sizeof exact / sizeof *exact; m++) {
            cr_assert(le(dbl, distance_at_rest(lab, exact[m], ages[a], NULL), TOL_LIMIT), "%s, %s",
                      exact[m], ages[a]);
        }
        cr_assert(ge(dbl, distance_at_rest(lab, "stale-mixing", ages[a], NULL), SHOWS), "%s",
                  ages[a]);
    }
    laboratory_free(lab);
}

Test(exact_methods, rest_there_if_agents_have_speeds_of_their_own)
{
    static const clock_settings slow = {.kind = "straggler", .factor = 3, .latency = 0.5, .seed = 1};
    static const char *const exact[] = {"exact-diffusion", "pg-extra", "asy-sonata"};
    laboratory *lab = laboratory_new();
    for (size_t m = 0; m < sizeof exact / sizeof *exact; m++) {
        cr_assert(le(dbl, distance_at_rest(lab, exact[m], "none", &slow), TOL_LIMIT), "%s",
                  exact[m]);
    }
    cr_assert(ge(dbl, distance_at_rest(lab, "stale-mixing", "none", &slow), SHOWS));
    laboratory_free(lab);
}

/* Mass is kept while ages stay the same, and lost or doubled when they change. */
Test(exact_methods, tracking_without_sums_is_exact_only_while_ages_stay_the_same)
{
    laboratory *lab = laboratory_new();
    cr_assert(le(dbl, distance_at_rest(lab, "gradient-tracking", "none", NULL), TOL_LIMIT));
    cr_assert(le(dbl, distance_at_rest(lab, "gradient-tracking", "classes", NULL), TOL_LIMIT));
    cr_assert(ge(dbl, distance_at_rest(lab, "gradient-tracking", "uniform", NULL), SHOWS));
    laboratory_free(lab);
}

/* ---- refusals ---- */

/* Agent 0 hears agent 1 with the weight `back` times that of the other direction; rows sum to one. */
typedef struct lopsided {
    const char *name;
    double back;
} lopsided;

static void make_lopsided(void *context)
{
    const lopsided *asked = context;
    laboratory *lab = laboratory_new();
    double *w = lab->graph->weights, old = w[1];
    trajectory x;
    w[1] *= asked->back;
    w[0] += old - w[1];
    laboratory_run(lab, asked->name, "classes", x);
    laboratory_free(lab);
}

Test(exact_methods, need_the_same_weight_in_both_directions)
{
    static const char *const names[] = {"exact-diffusion", "pg-extra", "asy-sonata",
                                        "gradient-tracking"};
    for (size_t m = 0; m < sizeof names / sizeof *names; m++) {
        lopsided half = {names[m], 0.5}, none = {names[m], 0};
        apart_expect_refusal(make_lopsided, &half, "needs the same weight in both directions");
        apart_expect_refusal(make_lopsided, &none, "needs the same weight in both directions");
    }
}

Test(exact_methods, paired_accounts_need_both_directions_but_not_the_same_weight)
{
    lopsided half = {"paired-accounts", 0.5}, none = {"paired-accounts", 0};
    char text[256];
    apart_expect_refusal(make_lopsided, &none, "agent 1 hears agent 0, which does not hear it: "
                                               "accounts need links in both directions");
    cr_assert(eq(int, apart_run(make_lopsided, &half, text, sizeof text), 0), "%s", text);
}
