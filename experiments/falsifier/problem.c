#include "problem.h"

#include "../harness/support.h"

#include <gsl/gsl_randist.h>
#include <math.h>

static double between(gsl_rng *rng, double least, double most)
{
    return least + (most - least) * gsl_rng_uniform(rng);
}

static void normalise_row(problem *self, size_t i)
{
    double sum = 0;
    size_t k;
    for (k = 0; k < self->agents; k++) {
        sum += self->weights[i * self->agents + k];
    }
    for (k = 0; k < self->agents; k++) {
        self->weights[i * self->agents + k] /= sum;
    }
}

/* Half of the links carry nothing, half of the others are late. */
static void draw_row(problem *self, size_t i, gsl_rng *rng)
{
    size_t k;
    for (k = 0; k < self->agents; k++) {
        size_t at = i * self->agents + k;
        self->weights[at] = k == i || gsl_rng_uniform(rng) < 0.5 ? between(rng, 0.05, 1) : 0;
        self->ages[at] = k != i && gsl_rng_uniform(rng) < 0.5
                             ? 1 + gsl_rng_uniform_int(rng, MOST_AGE) : 0;
    }
    normalise_row(self, i);
}

static double draw_theta(gsl_rng *rng)
{
    double theta = between(rng, -0.3, 1.3); /* the ends 0 and 1 are as likely as the rest */
    return fmin(1, fmax(0, theta));
}

static double draw_curvature(gsl_rng *rng)
{
    return exp(between(rng, log(0.02), 0)); /* up to 1 */
}

static double draw_lambda(gsl_rng *rng)
{
    return exp(between(rng, log(0.001), 0));
}

/* All of theta is drawn for every kind, so that the kinds see the same networks. */
static void draw_schedule(problem *self, gsl_rng *rng)
{
    size_t j;
    self->period = 1 + gsl_rng_uniform_int(rng, MOST_PERIOD);
    for (j = 0; j < MOST_PERIOD * MOST_AGENTS; j++) {
        self->schedule[j] = draw_theta(rng);
    }
}

problem problem_random(problem_kind kind, gsl_rng *rng)
{
    problem self = {.kind = kind, .agents = 2 + gsl_rng_uniform_int(rng, MOST_AGENTS - 1),
                    .n = 1 + gsl_rng_uniform_int(rng, MOST_PARAMETERS),
                    .steps = 5 + gsl_rng_uniform_int(rng, 100)};
    size_t i, c;
    self.eta = exp(between(rng, log(0.005), 0));
    self.rule = gsl_rng_uniform(rng) < 0.5 ? CLIP_TO_SELF : CLIP_RENORMALISE;
    for (i = 0; i < self.agents; i++) {
        draw_row(&self, i, rng);
        self.theta[i] = draw_theta(rng);
    }
    for (i = 0; i < self.agents * self.n; i++) {
        self.hessian[i] = draw_curvature(rng);
        self.center[i] = gsl_ran_gaussian_ziggurat(rng, 1);
    }
    for (c = 0; c < self.n; c++) {
        self.x0[c] = 2 * gsl_ran_gaussian_ziggurat(rng, 1);
    }
    draw_schedule(&self, rng);
    self.lambda = kind == PROBLEM_LAMBDA ? draw_lambda(rng) : 0;
    return self;
}

static void change_theta(problem *self, size_t i, gsl_rng *rng)
{
    size_t t = gsl_rng_uniform_int(rng, MOST_PERIOD);
    double drawn = draw_theta(rng);
    if (self->kind != PROBLEM_SCHEDULE) {
        self->theta[i] = drawn;
    } else if (gsl_rng_uniform(rng) < 0.2) {
        self->period = 1 + t;
    } else {
        self->schedule[t * MOST_AGENTS + i] = drawn;
    }
}

problem problem_near(const problem *self, gsl_rng *rng)
{
    problem near = *self;
    size_t i = gsl_rng_uniform_int(rng, self->agents), k = gsl_rng_uniform_int(rng, self->agents);
    size_t c = gsl_rng_uniform_int(rng, self->n), at = i * self->agents + k;
    switch (gsl_rng_uniform_int(rng, self->kind == PROBLEM_LAMBDA ? 9 : 8)) {
    case 0:
        near.weights[at] *= between(rng, 0.3, 3);
        normalise_row(&near, i);
        break;
    case 1:
        near.ages[at] = k == i ? 0 : gsl_rng_uniform_int(rng, MOST_AGE + 1);
        break;
    case 2:
        change_theta(&near, i, rng);
        break;
    case 3:
        near.hessian[i * self->n + c] = draw_curvature(rng);
        break;
    case 4:
        near.center[i * self->n + c] += gsl_ran_gaussian_ziggurat(rng, 0.5);
        break;
    case 5:
        near.x0[c] += gsl_ran_gaussian_ziggurat(rng, 0.5);
        break;
    case 6:
        near.eta = fmin(1, near.eta * between(rng, 0.5, 2));
        break;
    case 8:
        near.lambda = draw_lambda(rng);
        break;
    default:
        near.steps = 1 + gsl_rng_uniform_int(rng, 2 * near.steps);
    }
    near.steps = near.steps > 500 ? 500 : near.steps;
    return near;
}

/* Ages that count, all steps and the theta of each. */
static schedule *open_schedule(const problem *self)
{
    size_t N = self->agents, longest = 0, t, j;
    schedule *plan;
    for (j = 0; j < N * N; j++) {
        size_t age = self->weights[j] > 0 ? self->ages[j] : 0;
        longest = age > longest ? age : longest;
    }
    plan = schedule_new(N, self->steps, longest, self->weights);
    for (t = 0; t < self->steps; t++) {
        for (j = 0; j < N * N; j++) {
            plan->ages[t * N * N + j] = self->weights[j] > 0 ? self->ages[j] : 0;
        }
        for (j = 0; j < N; j++) {
            plan->theta[t * N + j] = self->schedule[t % self->period * MOST_AGENTS + j];
        }
    }
    return plan;
}

opened problem_open(const problem *self)
{
    opened result = {self, NULL, NULL, NULL, NULL};
    record_options options = {.eta = self->eta, .lambda = self->lambda, .steps = self->steps,
                              .seed = 1, .exact = true};
    double x0[MOST_AGENTS * MOST_PARAMETERS];
    size_t i;
    for (i = 0; i < self->agents * self->n; i++) {
        x0[i] = self->x0[i % self->n];
    }
    options.x0 = x0;
    result.objective = objective_quadratic(self->agents, self->n, self->hessian, self->center, 0);
    if (self->kind == PROBLEM_SCHEDULE) {
        result.schedule = open_schedule(self);
        return result;
    }
    result.setting = setting_from("random", self->agents, self->weights, self->ages, self->theta,
                                  self->rule, true);
    if (result.setting->converges) {
        result.record = record_run(result.setting, result.objective, &options);
    }
    return result;
}

void problem_close(opened *self)
{
    if (self->record) {
        record_free(self->record);
    }
    objective_free(self->objective);
    if (self->setting) {
        setting_free(self->setting);
    }
    if (self->schedule) {
        schedule_free(self->schedule);
    }
}

static void write_reals(FILE *to, const char *key, const double *value, size_t rows, size_t columns)
{
    size_t r, c;
    fprintf(to, " \"%s\": [", key);
    for (r = 0; r < rows; r++) {
        fprintf(to, "%s%s", r > 0 ? ", " : "", rows > 1 ? "[" : "");
        for (c = 0; c < columns; c++) {
            fprintf(to, "%s%.17g", c > 0 ? ", " : "", value[r * columns + c]);
        }
        fputs(rows > 1 ? "]" : "", to);
    }
    fputs("]", to);
}

void problem_write(const problem *self, const char *path)
{
    file_output file = file_begin(path);
    FILE *to = file.stream;
    double ages[MOST_AGENTS * MOST_AGENTS];
    size_t j;
    for (j = 0; j < self->agents * self->agents; j++) {
        ages[j] = (double)self->ages[j]; /* %.17g writes a whole number without a point */
    }
    fprintf(to, "{\"agents\": %zu, \"dim\": %zu, \"steps\": %zu, \"eta\": %.17g, "
            "\"lambda\": %.17g,\n",
            self->agents, self->n, self->steps, self->eta, self->lambda);
    write_reals(to, "theta", self->theta, 1, self->agents);
    fprintf(to, ",\n \"clip_rule\": \"%s\", \"correction\": false,\n",
            self->rule == CLIP_TO_SELF ? "self" : "renormalise");
    write_reals(to, "weights", self->weights, self->agents, self->agents);
    fputs(",\n", to);
    write_reals(to, "ages", ages, self->agents, self->agents);
    fputs(",\n", to);
    write_reals(to, "x0", self->x0, 1, self->n);
    fputs(",\n \"objective\": {\"kind\": \"quadratic\",\n", to);
    write_reals(to, "hessian", self->hessian, self->agents, self->n);
    fputs(",\n", to);
    write_reals(to, "center", self->center, self->agents, self->n);
    fputs("}}\n", to);
    file_commit(&file);
}
