#include "contraction.h"

#include "../harness/support.h"
#include "../harness/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double contraction_of_rows(size_t rows, size_t columns, const double *matrix)
{
    double worst = 0;
    size_t a, b, j;
    for (a = 0; a < rows; a++) {
        for (b = 0; b < a; b++) {
            double sum = 0;
            for (j = 0; j < columns; j++) {
                sum += fabs(matrix[a * columns + j] - matrix[b * columns + j]);
            }
            worst = larger_or_nan(worst, sum / 2);
        }
    }
    return worst;
}

double contraction_of_steps(const schedule *plan, size_t from, size_t end)
{
    size_t size = plan->agents * (plan->longest_age + 1), t, r;
    double *Phi = allocate_reals(size * size), *before = allocate_reals(size), result;
    for (r = 0; r < size; r++) {
        Phi[r * size + r] = 1;
    }
    for (t = end; t-- > from;) {
        mixing *w = schedule_mixing(plan, t);
        for (r = 0; r < size; r++) {
            schedule_back(plan, w, Phi + r * size, before);
            memcpy(Phi + r * size, before, size * sizeof *before);
        }
        mixing_free(w);
    }
    result = contraction_of_rows(size, size, Phi);
    free(Phi);
    free(before);
    return result;
}

/* What agent i's parameters at the end take of the gradients used at step t. after: the row of
   agent i of Phi(T, t+1); H: steps x agents, of agent i. */
static void add_step(const mixing *w, const double *after, size_t t, double *H)
{
    size_t N = w->agents, l, j;
    for (j = 0; j < N; j++) {
        H[t * N + j] += after[j]; /* its own step */
        for (l = 0; l < N; l++) {
            size_t age = w->age[l * N + j];
            if (age > 0 && age <= t) { /* the message of step t - age is used now */
                H[(t - age) * N + j] += (double)age * w->Q[l * N + j] * after[l];
            }
        }
    }
}

void contraction_answers(const schedule *plan, double *H, double *start)
{
    size_t N = plan->agents, T = plan->steps, size = N * (plan->longest_age + 1), t, i, j;
    double *row = allocate_reals(N * size), *before = allocate_reals(size);
    for (i = 0; i < N; i++) {
        row[i * size + i] = 1;
    }
    for (t = T; t-- > 0;) {
        mixing *w = schedule_mixing(plan, t);
        for (i = 0; i < N; i++) {
            add_step(w, row + i * size, t, H + i * T * N);
            schedule_back(plan, w, row + i * size, before);
            memcpy(row + i * size, before, size * sizeof *before);
        }
        mixing_free(w);
    }
    for (i = 0; i < N; i++) {
        for (j = 0; j < size; j++) {
            start[i * N + j % N] += row[i * size + j];
        }
    }
    free(row);
    free(before);
}
