#include "backward.h"

#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

static double *pi_at(const backward *self, size_t t)
{
    return self->pi + t * self->plan->agents * (self->plan->longest_age + 1);
}

backward backward_new(const schedule *plan)
{
    size_t N = plan->agents, t, k;
    backward self = {plan, allocate(plan->steps, sizeof *self.at), NULL};
    self.pi = allocate_reals((plan->steps + 1) * N * (plan->longest_age + 1));
    for (k = 0; k < N; k++) {
        pi_at(&self, plan->steps)[k] = 1 / (double)N;
    }
    for (t = plan->steps; t-- > 0;) {
        self.at[t] = schedule_mixing(plan, t);
        schedule_back(plan, self.at[t], pi_at(&self, t + 1), pi_at(&self, t));
    }
    return self;
}

void backward_free(backward *self)
{
    size_t t;
    for (t = 0; t < self->plan->steps; t++) {
        mixing_free(self->at[t]);
    }
    free(self->at);
    free(self->pi);
}

/* age * pi^(0)_i * Q(i,k): what the virtual average at step + 1 takes of the gradient of agent k
   that reaches agent i at the given step. */
static double applied(const backward *self, size_t step, size_t i, size_t k)
{
    const mixing *w = self->at[step];
    size_t link = i * w->agents + k;
    return (double)w->age[link] * pi_at(self, step + 1)[i] * w->Q[link];
}

double backward_weight(const backward *self, size_t t, size_t k)
{
    size_t N = self->plan->agents, age, i;
    double weight = pi_at(self, t + 1)[k];
    for (age = 1; age <= self->plan->longest_age; age++) {
        for (i = 0; i < N; i++) {
            if (self->at[t + age]->age[i * N + k] == age) {
                weight += applied(self, t + age, i, k);
            }
        }
    }
    return weight;
}

double backward_mean_age(const backward *self, size_t t)
{
    size_t N = self->plan->agents, s, k;
    double sum = 0;
    for (s = 1; s <= self->plan->longest_age; s++) {
        for (k = 0; k < N; k++) {
            sum += (double)s * pi_at(self, t)[s * N + k];
        }
    }
    return sum;
}

/* Calls for every message applied at step t or later and issued before t: its weight, the sender
   and the step of issue. */
static void for_pending(const backward *self, size_t t,
                        void (*take)(void *context, double weight, size_t k, long issued),
                        void *context)
{
    size_t N = self->plan->agents, step, i, k;
    for (step = t; step < t + self->plan->longest_age; step++) {
        for (i = 0; i < N; i++) {
            for (k = 0; k < N; k++) {
                size_t age = self->at[step]->age[i * N + k];
                if (age > step - t) {
                    take(context, applied(self, step, i, k), k, (long)step - (long)age);
                }
            }
        }
    }
}

static void add_weight(void *context, double weight, size_t k, long issued)
{
    double *sum = context;
    (void)k;
    (void)issued;
    *sum += weight;
}

double backward_pending(const backward *self, size_t t)
{
    double sum = 0;
    for_pending(self, t, add_weight, &sum);
    return sum;
}

typedef struct average {
    const record *run;
    double *v;
} average;

static void subtract_gradient(void *context, double weight, size_t k, long issued)
{
    average *self = context;
    const double *g = record_g(self->run, issued, k);
    size_t c;
    for (c = 0; c < self->run->n; c++) {
        self->v[c] -= self->run->eta * weight * g[c];
    }
}

void backward_virtual(const backward *self, const record *run, size_t t, double *v)
{
    average to = {run, v};
    size_t N = self->plan->agents, s, k, c;
    memset(v, 0, run->n * sizeof *v);
    for (s = 0; s <= self->plan->longest_age; s++) {
        for (k = 0; k < N; k++) {
            const double *x = record_x(run, (long)t - (long)s, k);
            for (c = 0; c < run->n; c++) {
                v[c] += pi_at(self, t)[s * N + k] * x[c];
            }
        }
    }
    for_pending(self, t, subtract_gradient, &to);
}
