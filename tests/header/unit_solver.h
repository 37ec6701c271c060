/* SPDX-License-Identifier: MIT
 *
 * The body of a unit_solver, for the element type in force. Included once per unit, behind
 * pcasgd.h, with SOLVE defined as the solver's name.
 */
#include <string.h>

#include "unit.h"

/* Static: the stack need not hold them, and each unit has its own. */
static pcasgd_real unit_x[UNIT_ENTRIES][UNIT_ELEMENTS], unit_g[UNIT_ENTRIES][UNIT_ELEMENTS];
static pcasgd_real unit_memory[2 * UNIT_STEPS * UNIT_ELEMENTS], unit_moves[UNIT_ELEMENTS];
static pcasgd_real unit_meansq[UNIT_ELEMENTS], unit_out[3][UNIT_ELEMENTS];

static void unit_read(pcasgd_real *to, const double *from)
{
    for (int i = 0; i < UNIT_ELEMENTS; i++) {
        to[i] = (pcasgd_real)from[i];
    }
}

static void unit_write(double *to, const pcasgd_real *from)
{
    for (int i = 0; i < UNIT_ELEMENTS; i++) {
        to[i] = (double)from[i];
    }
}

static void unit_note(unit_result *result, int status)
{
    result->status = result->status ? result->status : status;
}

static void unit_follow(const unit_problem *problem, unit_result *result)
{
    pcasgd_history history;
    unit_read(unit_out[0], problem->own[0]);
    unit_note(result, pcasgd_history_init(UNIT_ELEMENTS, UNIT_STEPS - 1, &history, unit_memory,
                                          unit_out[0]));
    for (int t = 1; t < UNIT_STEPS; t++) {
        unit_read(unit_out[0], problem->own[t]);
        unit_note(result, pcasgd_history_push(&history, unit_out[0]));
    }
    unit_note(result, pcasgd_history_sum(unit_moves, &history, UNIT_STEPS - 1));
    unit_write(result->moves, unit_moves);
}

void SOLVE(const unit_problem *problem, const struct pcasgd_opts *opts,
           struct pcasgd_choice *choice, unit_result *result)
{
    const size_t n = UNIT_ELEMENTS, m = UNIT_ENTRIES, degree[UNIT_ENTRIES] = {3, 2, 5, 1};
    pcasgd_neighbour row[UNIT_ENTRIES] = {{0}};
    result->status = 0;
    memset(unit_meansq, 0, sizeof unit_meansq);
    unit_follow(problem, result);
    for (size_t j = 0; j < m; j++) {
        unit_read(unit_x[j], problem->x[j]);
        unit_read(unit_g[j], problem->g[j]);
        row[j].x = unit_x[j];
        row[j].g = unit_g[j];
    }
    row[1].age = row[2].age = UNIT_STEPS - 1;
    row[1].moves = row[2].moves = unit_moves;
    row[2].meansq = unit_meansq;
    unit_note(result, pcasgd_mean_square(n, unit_meansq, unit_g[2], 0.5));
    unit_note(result, pcasgd_metropolis(m, row, degree));
    unit_note(result, pcasgd_clip_renormalise(m, row, opts));
    unit_note(result, pcasgd_forecast(n, unit_out[0], &row[2], 0.25, opts));
    unit_write(result->xhat, unit_out[0]);
    unit_note(result, pcasgd_step(n, m, unit_out[0], unit_g[0], row, 0.25, 0.75, opts));
    unit_write(result->x_new, unit_out[0]);
    unit_note(result, pcasgd_candidates(n, m, unit_out[1], unit_out[2], choice, unit_g[0], row,
                                        0.25, opts));
    unit_write(result->pre, unit_out[1]);
    unit_write(result->clip, unit_out[2]);
    result->theta = pcasgd_choose(choice);
}
