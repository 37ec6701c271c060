#include "scenario.h"

#include "../../include/pcasgd.h"
#include "json_file.h"
#include "json_read.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char format[] =
    "A scenario is a JSON object (N agents, n parameters, lists by agent):\n"
    "  \"agents\": N, \"dim\": n, \"steps\": T      integers: N, n at least 1, T at least 0\n"
    "  \"eta\": 0.05, \"lambda\": 0.3             step size, second-order strength: at least 0\n"
    "  \"theta\": 0.7 | [N numbers] | \"pv\"      0 to 1, or the practical variant\n"
    "  \"clip_rule\": \"self\" | \"renormalise\"    where the weight of stale neighbours goes\n"
    "  \"clip_weights\": [N x N]                optional, replace the rule; 0 on stale links\n"
    "  \"weights\": [N x N]                     mixing matrix, rows sum to one within 1e-9\n"
    "  \"ages\": [N x N]                        integers up to 1000000; 0: reliable; diagonal 0\n"
    "  \"correction\": false | true             scale gradients of agent k by 1/(N q_k)\n"
    "  \"x0\": [n] | [N x n]                    where all agents start, or each\n"
    "  \"objective\": {\"kind\": \"quadratic\", \"hessian\": [N x n], \"center\": [N x n]}\n"
    "                  f_i(x) = 1/2 sum_c hessian[i][c] (x_c - center[i][c])^2\n"
    "  \"h\": [numbers]                         optional, curvatures for spectral radii\n";

const char *scenario_argument(int argc, char **argv, const char *purpose)
{
    int i;
    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            printf("Usage: %s SCENARIO.json\n%s\n\n%s", program_name(), purpose, format);
            exit(fflush(stdout) == 0 ? 0 : 1);
        }
    }
    if (argc != 2) {
        refuse("%d arguments, allowed is one: the path of a scenario file (or --help)",
               argc > 0 ? argc - 1 : 0);
    }
    return argv[1];
}

static const json_t *need(const json_t *root, const char *key)
{
    return json_need(root, "", key);
}

static void read_numbers(scenario *self, const json_t *root)
{
    self->agents = json_read_integer(json_spot_key("agents"), need(root, "agents"), 1, (size_t)-1);
    self->dim = json_read_integer(json_spot_key("dim"), need(root, "dim"), 1, (size_t)-1);
    self->steps = json_read_integer(json_spot_key("steps"), need(root, "steps"), 0, (size_t)-1);
    self->eta = json_read_number(json_spot_key("eta"), need(root, "eta"), &json_nonnegative);
    self->lambda = json_read_number(json_spot_key("lambda"), need(root, "lambda"),
                                    &json_nonnegative);
    self->correction = json_read_bool(json_spot_key("correction"), need(root, "correction"));
}

/* One value for all agents becomes one per agent; the practical variant has none. */
static void read_theta(scenario *self, const json_t *root)
{
    const json_t *value = need(root, "theta");
    json_spot spot = json_spot_key("theta");
    size_t i;
    if (json_is_array(value)) {
        self->theta = json_read_list(spot, value, self->agents, &json_fraction);
    } else if (json_is_number(value)) {
        double theta = json_read_number(spot, value, &json_fraction);
        self->theta = allocate_reals(self->agents);
        for (i = 0; i < self->agents; i++) {
            self->theta[i] = theta;
        }
    } else if (!json_is_string(value) || strcmp(json_string_value(value), "pv") != 0) {
        json_refuse_value(spot, value, "a number from 0 to 1, a list of them by agent, or \"pv\"");
    }
}

/* The header's sums: the agent's own weight first, then the others in their order; where stale ones
   are clipped to self, those are added to it before the rest. */
static double row_sum(const scenario *self, const double *weights, size_t i, bool stale_first)
{
    size_t k, N = self->agents;
    double sum, lost = 0;
    for (k = 0; k < N && stale_first; k++) {
        lost += k != i && self->ages[i * N + k] > 0 ? weights[i * N + k] : 0;
    }
    sum = weights[i * N + i] + lost;
    for (k = 0; k < N; k++) {
        bool is_in = k == i || (stale_first && self->ages[i * N + k] > 0);
        sum += is_in ? 0 : weights[i * N + k];
    }
    return sum;
}

/* In both orders: at the very limit their rounding may differ. */
static void check_sums(const scenario *self, const char *key, const double *weights)
{
    size_t i;
    for (i = 0; i < self->agents; i++) {
        double sum = row_sum(self, weights, i, false);
        if (fabs(sum - 1) <= PCASGD_SUM_TOLERANCE) {
            sum = row_sum(self, weights, i, true);
        }
        if (!(fabs(sum - 1) <= PCASGD_SUM_TOLERANCE)) {
            refuse("%s: row %zu sums to %.12g, must be 1 within %g", key, i, sum,
                   PCASGD_SUM_TOLERANCE);
        }
    }
}

static void read_weights(scenario *self, const json_t *root)
{
    size_t i, N = self->agents;
    self->weights = json_read_table(json_spot_key("weights"), need(root, "weights"), N, N,
                                    &json_nonnegative);
    self->ages = json_read_integer_table(json_spot_key("ages"), need(root, "ages"), N, N,
                                         SCENARIO_LONGEST_AGE);
    for (i = 0; i < N; i++) {
        if (self->ages[i * N + i] != 0) {
            refuse("ages: row %zu, entry %zu is %zu, allowed is 0: an agent is no neighbour of "
                   "itself", i, i, self->ages[i * N + i]);
        }
    }
    check_sums(self, "weights", self->weights);
}

static void read_clip_weights(scenario *self, const json_t *root)
{
    static const char *const rules[] = {"self", "renormalise", NULL};
    const json_t *given = json_object_get(root, "clip_weights");
    size_t i, k, N = self->agents;
    self->clip_rule = CLIP_TO_SELF;
    if (json_read_word(json_spot_key("clip_rule"), need(root, "clip_rule"), rules) == 1) {
        self->clip_rule = CLIP_RENORMALISE;
    }
    if (!given) {
        return;
    }
    self->clip_rule = CLIP_GIVEN;
    self->clip_weights = json_read_table(json_spot_key("clip_weights"), given, N, N,
                                         &json_nonnegative);
    for (i = 0; i < N; i++) {
        for (k = 0; k < N; k++) {
            bool is_link = self->weights[i * N + k] > 0;
            if (i != k && self->clip_weights[i * N + k] > 0 &&
                !(is_link && self->ages[i * N + k] == 0)) {
                refuse("clip_weights: row %zu, entry %zu is %.12g, allowed is 0: %s", i, k,
                       self->clip_weights[i * N + k],
                       is_link ? "this link is stale" : "its weight in weights is 0");
            }
        }
    }
    check_sums(self, "clip_weights", self->clip_weights);
}

static void read_start(scenario *self, const json_t *root)
{
    const json_t *value = need(root, "x0");
    json_spot spot = json_spot_key("x0");
    size_t i;
    if (json_is_array(value) && json_is_array(json_array_get(value, 0))) {
        self->x0 = json_read_table(spot, value, self->agents, self->dim, &json_any_number);
    } else if (!json_is_array(value) || json_array_size(value) != self->dim) {
        char allowed[96];
        snprintf(allowed, sizeof allowed, "a list of %zu numbers, or one such list per agent",
                 self->dim);
        json_refuse_value(spot, value, allowed);
    } else {
        double *common = json_read_list(spot, value, self->dim, &json_any_number);
        self->x0 = allocate_reals(self->agents * self->dim);
        for (i = 0; i < self->agents; i++) {
            memcpy(self->x0 + i * self->dim, common, self->dim * sizeof *common);
        }
        free(common);
    }
}

static void read_objective(scenario *self, const json_t *root)
{
    static const char *const keys[] = {"kind", "hessian", "center", NULL};
    static const char *const kinds[] = {"quadratic", NULL};
    const json_t *value = need(root, "objective");
    if (!json_is_object(value)) {
        json_refuse_value(json_spot_key("objective"), value, "an object");
    }
    json_check_keys(value, "objective.", keys);
    json_read_word(json_spot_key("objective.kind"), json_need(value, "objective.", "kind"), kinds);
    self->hessian = json_read_table(json_spot_key("objective.hessian"),
                                    json_need(value, "objective.", "hessian"), self->agents,
                                    self->dim, &json_any_number);
    self->center = json_read_table(json_spot_key("objective.center"),
                                   json_need(value, "objective.", "center"), self->agents,
                                   self->dim, &json_any_number);
}

static void read_h(scenario *self, const json_t *root)
{
    const json_t *value = json_object_get(root, "h");
    if (value && !json_is_array(value)) {
        json_refuse_value(json_spot_key("h"), value, "a list of numbers");
    }
    if (value) {
        self->h_count = json_array_size(value);
        self->h = json_read_list(json_spot_key("h"), value, self->h_count, &json_any_number);
    }
}

scenario *scenario_load(const char *path)
{
    static const char *const keys[] = {
        "agents", "dim", "steps", "eta", "lambda", "theta", "clip_rule", "clip_weights", "weights",
        "ages", "correction", "x0", "objective", "h", NULL};
    /* static: what is there when a refusal ends the program is in use, not lost */
    static json_t *root;
    static scenario *self;
    root = json_file_load(path);
    self = allocate(1, sizeof *self);
    json_check_keys(root, "", keys);
    read_numbers(self, root);
    read_weights(self, root);
    read_theta(self, root);
    read_clip_weights(self, root);
    read_start(self, root);
    read_objective(self, root);
    read_h(self, root);
    json_decref(root);
    if (self->correction && !self->theta) {
        refuse("correction: it needs the weights q, which theta \"pv\" does not have");
    }
    return self;
}

void scenario_free(scenario *self)
{
    free(self->theta);
    free(self->weights);
    free(self->clip_weights);
    free(self->ages);
    free(self->x0);
    free(self->hessian);
    free(self->center);
    free(self->h);
    free(self);
}
