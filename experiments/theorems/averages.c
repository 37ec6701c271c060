#include "averages.h"

#include "../harness/support.h"

#include <stdlib.h>

/* p' M = p' for an irreducible stochastic matrix of n x n, which is destroyed: Gaussian elimination
   in the form of Grassmann, Taksar and Heyman (Operations Research 33, 1985). It never subtracts,
   so that every p_i has full relative accuracy, even where parts of the network barely hear each
   other and a general solver loses all digits. */
static void solve_invariant(size_t n, double *M, double *p)
{
    double *out = allocate_reals(n);
    size_t i, j, k;
    for (k = n; k-- > 1;) {
        for (j = 0; j < k; j++) {
            out[k] += M[k * n + j];
        }
        for (j = 0; j < k; j++) {
            double share = M[k * n + j] / out[k];
            for (i = 0; i < k; i++) {
                M[i * n + j] += M[i * n + k] * share;
            }
        }
    }
    p[0] = 1;
    for (k = 1; k < n; k++) {
        double sum = 0;
        for (i = 0; i < k; i++) {
            p[k] += p[i] * M[i * n + k];
            p[i] *= out[k];
            sum += p[i];
        }
        sum += p[k];
        for (i = 0; i <= k; i++) { /* at every k: weak links would let all p underflow together */
            p[i] /= sum;
        }
    }
    free(out);
}

/* Agents outside the closed class have p = 0. */
static void find_p(const mixing *self, double *p)
{
    convergence_verdict verdict = mixing_converges(self);
    size_t N = self->agents, n = 0, i, j, *member = allocate(N, sizeof *member);
    double *inside = allocate_reals(N * N), *invariant = allocate_reals(N);
    bool lost = false;
    if (verdict.kind != CONVERGES) {
        FAIL("the weights have no single average: ask mixing_converges() first");
    }
    for (i = 0; i < N; i++) {
        if (verdict.in_class[i]) {
            member[n++] = i;
        }
    }
    for (i = 0; i < n; i++) {
        for (j = 0; j < n; j++) {
            inside[i * n + j] = self->M[member[i] * N + member[j]];
        }
    }
    solve_invariant(n, inside, invariant);
    for (i = 0; i < n; i++) {
        p[member[i]] = invariant[i];
        lost = lost || !(invariant[i] >= 0);
    }
    free(member);
    free(inside);
    free(invariant);
    convergence_verdict_free(&verdict);
    if (lost) {
        refuse("weights: some links are so weak that products of their weights vanish");
    }
}

averages averages_new(const mixing *self)
{
    size_t N = self->agents, i, k;
    averages result = {allocate_reals(N), 0, allocate_reals(N), allocate_reals(N)};
    find_p(self, result.p);
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            result.q[k] += result.p[i] * self->T[i * N + k];
            result.D += result.p[i] * self->T[i * N + k];
        }
    }
    for (i = 0; i < N; i++) {
        result.pi0[i] = result.p[i] / (1 + result.D);
        result.q[i] = (result.p[i] + result.q[i]) / (1 + result.D);
    }
    return result;
}

void averages_free(averages *self)
{
    free(self->p);
    free(self->pi0);
    free(self->q);
}
