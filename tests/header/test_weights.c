/* SPDX-License-Identifier: MIT
 *
 * Mixing weights and clip weights of one row.
 */
#include "fixture.h"

static const pcasgd_opts fresh_only = {0, 0, 0};

/* ---- Metropolis-Hastings ---- */

Test(weights, metropolis_takes_the_larger_degree)
{
    const size_t degree[5] = {4, 1, 4, 5, 100};
    const double expected[5] = {1 - 0.2 - 0.2 - 1.0 / 6 - 1.0 / 101, 0.2, 0.2, 1.0 / 6, 1.0 / 101};
    pcasgd_neighbour row[5] = {{0}};
    cr_assert(eq(int, pcasgd_metropolis(5, row, degree), PCASGD_OK));
    for (int j = 0; j < 5; j++) {
        cr_assert(epsilon_eq(ldbl, row[j].w, expected[j], TOL_WEIGHT), "entry %d", j);
    }
}

Test(weights, metropolis_alone_keeps_everything)
{
    const size_t degree[1] = {0};
    pcasgd_neighbour row[1] = {{0}};
    cr_assert(eq(int, pcasgd_metropolis(1, row, degree), PCASGD_OK));
    cr_assert(eq(dbl, row[0].w, 1));
}

Test(weights, metropolis_writes_only_w)
{
    const size_t degree[2] = {1, 1};
    pcasgd_neighbour row[2], before[2];
    memset(row, SENTINEL, sizeof row);
    memcpy(before, row, sizeof row);
    cr_assert(eq(int, pcasgd_metropolis(2, row, degree), PCASGD_OK));
    for (int j = 0; j < 2; j++) {
        cr_assert(eq(dbl, row[j].w, 0.5));
        row[j].w = before[j].w;
    }
    cr_assert(zero(memcmp(row, before, sizeof row)));
}

/* A path of four agents: the matrix built row by row is symmetric and doubly stochastic. */
Test(weights, metropolis_is_doubly_stochastic)
{
    static const size_t degree[4] = {1, 2, 2, 1};
    double w[4][4] = {{0}};
    for (size_t i = 0; i < 4; i++) {
        pcasgd_neighbour row[3] = {{0}};
        size_t column[3] = {i}, of[3] = {degree[i]}, m = 1;
        for (size_t k = 0; k < 4; k++) {
            if (k + 1 == i || k == i + 1) {
                column[m] = k;
                of[m++] = degree[k];
            }
        }
        cr_assert(eq(int, pcasgd_metropolis(m, row, of), PCASGD_OK));
        for (size_t j = 0; j < m; j++) {
            w[i][column[j]] = row[j].w;
        }
    }
    for (size_t i = 0; i < 4; i++) {
        cr_assert(epsilon_eq(ldbl, w[0][i] + w[1][i] + w[2][i] + w[3][i], 1, TOL_WEIGHT));
        for (size_t k = 0; k < 4; k++) {
            cr_assert(eq(dbl, w[i][k], w[k][i]));
        }
    }
}

/* ---- the two clip rules ---- */

typedef int clip_rule(size_t m, pcasgd_neighbour *row, const pcasgd_opts *opts);

static clip_rule *const rules[2] = {pcasgd_clip_to_self, pcasgd_clip_renormalise};

Test(weights, without_stale_neighbours_both_rules_copy)
{
    for (int rule = 0; rule < 2; rule++) {
        /* These three do not sum to 1 exactly: a division by their sum would show. */
        pcasgd_neighbour row[3] = {{.w = 0.1 + 1e-10}, {.w = 0.2}, {.w = 0.7}};
        cr_assert(eq(int, rules[rule](3, row, &fresh_only), PCASGD_OK));
        for (int j = 0; j < 3; j++) {
            cr_assert(eq(dbl, row[j].w_clip, row[j].w), "rule %d, entry %d", rule, j);
        }
    }
}

Test(weights, reliable_age_is_the_last_reliable_one)
{
    const pcasgd_opts opts = {0, 0, 3};
    for (int rule = 0; rule < 2; rule++) {
        pcasgd_neighbour row[4] = {
            {.w = 0.25}, {.w = 0.25, .age = 3}, {.w = 0.25, .age = 4}, {.w = 0.25}};
        cr_assert(eq(int, rules[rule](4, row, &opts), PCASGD_OK));
        cr_assert(eq(dbl, row[0].w_clip, rule == 0 ? 0.5 : 0.25 / 0.75), "rule %d", rule);
        cr_assert(eq(dbl, row[1].w_clip, rule == 0 ? 0.25 : 0.25 / 0.75), "rule %d", rule);
        cr_assert(eq(dbl, row[2].w_clip, 0), "rule %d", rule);
        cr_assert(eq(dbl, row[3].w_clip, row[1].w_clip), "rule %d", rule);
    }
}

Test(weights, where_nothing_remains_the_agent_keeps_itself)
{
    for (int rule = 0; rule < 2; rule++) {
        pcasgd_neighbour row[3] = {
            {.w = 0}, {.w = 0.5, .age = 1, .w_clip = 7}, {.w = 0.5, .age = 9, .w_clip = 7}};
        cr_assert(eq(int, rules[rule](3, row, &fresh_only), PCASGD_OK));
        cr_assert(eq(dbl, row[0].w_clip, 1), "rule %d", rule);
        cr_assert(eq(dbl, row[1].w_clip, 0), "rule %d", rule);
        cr_assert(eq(dbl, row[2].w_clip, 0), "rule %d", rule);
    }
}

/* One exactly, not what the lost weights add up to: these add up to less. */
Test(weights, where_nothing_remains_the_weight_is_exactly_one)
{
    for (int rule = 0; rule < 2; rule++) {
        pcasgd_neighbour row[5] = {{.w = 0, .w_clip = 7}, {.w = 0.7, .age = 1},
                                   {.w = 0.2, .age = 1}, {.w = 0.1, .age = 1}, {.w = 0}};
        cr_assert(lt(dbl, 0.7 + 0.2 + 0.1, 1));
        cr_assert(eq(int, rules[rule](5, row, &fresh_only), PCASGD_OK));
        cr_assert(eq(dbl, row[0].w_clip, 1), "rule %d", rule);
    }
}

/* Something remains here: the agent gets what is lost, and no more. */
Test(weights, without_own_weight_a_reliable_neighbour_remains)
{
    for (int rule = 0; rule < 2; rule++) {
        pcasgd_neighbour row[3] = {{.w = 0}, {.w = 0.75}, {.w = 0.25, .age = 1}};
        cr_assert(eq(int, rules[rule](3, row, &fresh_only), PCASGD_OK));
        cr_assert(eq(dbl, row[0].w_clip, rule == 0 ? 0.25 : 0), "rule %d", rule);
        cr_assert(eq(dbl, row[1].w_clip, rule == 0 ? 0.75 : 1), "rule %d", rule);
        cr_assert(eq(dbl, row[2].w_clip, 0), "rule %d", rule);
    }
}

Test(weights, a_reliable_neighbour_of_weight_zero_gets_none)
{
    for (int rule = 0; rule < 2; rule++) {
        pcasgd_neighbour row[3] = {{.w = 0}, {.w = 0, .w_clip = 7}, {.w = 1, .age = 1}};
        cr_assert(eq(int, rules[rule](3, row, &fresh_only), PCASGD_OK));
        cr_assert(eq(dbl, row[0].w_clip, 1), "rule %d", rule);
        cr_assert(eq(dbl, row[1].w_clip, 0), "rule %d", rule);
    }
}

Test(weights, clip_rules_write_only_w_clip)
{
    for (int rule = 0; rule < 2; rule++) {
        pcasgd_neighbour row[3], before[3];
        memset(row, SENTINEL, sizeof row);
        for (size_t j = 0; j < 3; j++) {
            row[j].w = j == 0 ? 0.5 : 0.25;
            row[j].age = j;
        }
        memcpy(before, row, sizeof row);
        cr_assert(eq(int, rules[rule](3, row, &fresh_only), PCASGD_OK));
        for (int j = 0; j < 3; j++) {
            row[j].w_clip = before[j].w_clip;
        }
        cr_assert(zero(memcmp(row, before, sizeof row)), "rule %d", rule);
    }
}

/* Symmetric weights, symmetric staleness (link 0-2 of three agents is stale both ways). */
Test(weights, to_self_keeps_doubly_stochastic)
{
    double column[3] = {0, 0, 0};
    for (size_t i = 0; i < 3; i++) {
        const size_t k = (i + 1) % 3, l = (i + 2) % 3;
        pcasgd_neighbour row[3] = {{.w = 0.5},
                                   {.w = 0.25, .age = i + k == 2 ? 2 : 0},
                                   {.w = 0.25, .age = i + l == 2 ? 2 : 0}};
        cr_assert(eq(int, pcasgd_clip_to_self(3, row, &fresh_only), PCASGD_OK));
        column[i] += row[0].w_clip;
        column[k] += row[1].w_clip;
        column[l] += row[2].w_clip;
    }
    for (int i = 0; i < 3; i++) {
        cr_assert(eq(dbl, column[i], 1), "column %d", i);
    }
}

/* Against the definitions, and each row that comes out is one that the validator accepts. */
Test(weights, random_rows_follow_the_definitions)
{
    for (unsigned seed = 1; seed <= 60; seed++) {
        static problem p;
        double stale = 0;
        roll_problem(&p, seed);
        for (size_t j = 0; j < p.m; j++) {
            stale += p.row[j].age > p.opts.reliable_age ? p.row[j].w : 0;
        }
        for (int rule = 0; rule < 2; rule++) {
            cr_assert(eq(int, rules[rule](p.m, p.row, &p.opts), PCASGD_OK));
            cr_assert(eq(int, pcasgd_check_weights(p.m, p.row, &p.opts), PCASGD_OK));
            for (size_t j = 0; j < p.m; j++) {
                int reliable = p.row[j].age <= p.opts.reliable_age;
                double self = p.row[j].w + (j == 0 ? stale : 0);
                double expected = rule == 0 ? self : p.row[j].w / (1 - stale);
                cr_assert(epsilon_eq(ldbl, p.row[j].w_clip, reliable ? expected : 0, TOL_WEIGHT),
                          "seed %u, rule %d, entry %zu", seed, rule, j);
            }
        }
    }
}

/* ---- the validator ---- */

Test(weights, check_accepts_rounding_and_refuses_loss)
{
    static const double accepted[] = {0, 9e-10, -9e-10}, refused[] = {1.1e-9, -1.1e-9, -0.5, 1};
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        pcasgd_neighbour row[2] = {{.w = 0.5, .w_clip = 0.5}, {.w = 0.5, .w_clip = 0.5}};
        row[0].w += accepted[i];
        row[1].w_clip += accepted[i];
        cr_assert(eq(int, pcasgd_check_weights(2, row, &fresh_only), PCASGD_OK));
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        pcasgd_neighbour row[2] = {{.w = 0.5, .w_clip = 0.5}, {.w = 0.5, .w_clip = 0.5}};
        row[1].w += refused[i];
        cr_assert(eq(int, pcasgd_check_weights(2, row, &fresh_only), PCASGD_E_SUM));
        cr_assert(eq(int, pcasgd_clip_to_self(2, row, &fresh_only), PCASGD_E_SUM));
        row[1].w = 0.5;
        row[0].w_clip += refused[i];
        cr_assert(eq(int, pcasgd_check_weights(2, row, &fresh_only), PCASGD_E_SUM));
    }
}

Test(weights, check_reads_no_array_and_accepts_weight_zero)
{
    const pcasgd_neighbour row[3] = {{.w = 1, .w_clip = 1}, {.w = 0}, {.w = 0, .age = 5}};
    cr_assert(eq(int, pcasgd_check_weights(3, row, &fresh_only), PCASGD_OK));
    cr_assert(eq(int, pcasgd_check_weights(1, row, &fresh_only), PCASGD_OK));
}
