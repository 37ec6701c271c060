#include "network.h"

#include "../../include/pcasgd.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* What one agent has sent: a ring of messages, the newest in slot (step % slots). Slots that were
   never written hold the start: x0 and gradient 0. */
typedef struct mailbox {
    real *x, *g; /* slots x n */
} mailbox;

typedef struct agent {
    real *x, *next, *other; /* n: parameters, the next ones, the candidate not taken */
    real *g;                /* n: own gradient */
    double theta;
    bool has_stale;
    size_t links;          /* entries of the row; entry 0 is the agent itself */
    size_t *sender;        /* links */
    pcasgd_neighbour *row; /* links */
    real *moves;           /* links x n: S of each stale neighbour, if lambda > 0 */
    pcasgd_history history;
    real *history_memory;
} agent;

struct network {
    size_t agents, n, slots, step;
    network_settings settings;
    double *theta, *clip_weights, *gradient_scale; /* own copies of the settings' arrays */
    size_t parts, *part;                           /* and the lengths of the parameter arrays */
    mailbox *sent;
    agent *agent;
};

static void check(int status, const char *what, size_t agent_index, size_t step)
{
    if (status != PCASGD_OK) {
        FAIL("%s of agent %zu at step %zu: %s", what, agent_index, step, pcasgd_strerror(status));
    }
}

static double *copy_reals(const double *from, size_t count)
{
    double *copy = from ? allocate_reals(count) : NULL;
    if (copy) {
        memcpy(copy, from, count * sizeof *copy);
    }
    return copy;
}

/* Entry 0 is the agent itself, whatever its weight; then every k with a weight above 0. */
static void link_agent(network *net, size_t i, const double *weights)
{
    agent *a = &net->agent[i];
    size_t k;
    a->sender = allocate(net->agents, sizeof *a->sender);
    a->row = allocate(net->agents, sizeof *a->row);
    a->sender[0] = i;
    a->row[0].w = weights[i * net->agents + i];
    a->links = 1;
    for (k = 0; k < net->agents; k++) {
        if (k != i && weights[i * net->agents + k] > 0) {
            a->sender[a->links] = k;
            a->row[a->links].w = weights[i * net->agents + k];
            a->links++;
        }
    }
}

static void start_agent(network *net, size_t i, const real *x0)
{
    agent *a = &net->agent[i];
    size_t n = net->n, s;
    a->x = allocate_parameters(n);
    memcpy(a->x, x0, n * sizeof *x0);
    a->next = allocate_parameters(n);
    a->other = allocate_parameters(n);
    a->g = allocate_parameters(n);
    if (net->settings.lambda > 0) {
        a->moves = allocate_parameters(a->links * n);
        a->history_memory = allocate_parameters(pcasgd_history_length(n, net->slots - 1));
        check(pcasgd_history_init(n, net->slots - 1, &a->history, a->history_memory, x0),
              "history", i, 0);
    }
    net->sent[i].x = allocate_parameters(net->slots * n);
    net->sent[i].g = allocate_parameters(net->slots * n);
    for (s = 0; s < net->slots; s++) {
        memcpy(net->sent[i].x + s * n, x0, n * sizeof *x0);
    }
}

static void set_parts(network *net)
{
    const size_t *given = net->settings.parts > 0 ? net->settings.part : &net->n;
    size_t p, sum = 0;
    net->parts = net->settings.parts > 0 ? net->settings.parts : 1;
    net->part = allocate(net->parts, sizeof *net->part);
    for (p = 0; p < net->parts; p++) {
        net->part[p] = given[p];
        sum += given[p];
    }
    if (sum != net->n) {
        FAIL("the %zu parameter arrays have %zu elements, not %zu", net->parts, sum, net->n);
    }
}

network *network_new(size_t agents, size_t n, const double *weights, const real *x0,
                     size_t longest_age, const network_settings *settings)
{
    network *net = allocate(1, sizeof *net);
    size_t i;
    net->agents = agents;
    net->n = n;
    net->slots = longest_age + 1;
    net->settings = *settings;
    set_parts(net);
    net->theta = copy_reals(settings->theta, agents);
    net->clip_weights = copy_reals(settings->clip_weights, agents * agents);
    net->gradient_scale = copy_reals(settings->gradient_scale, agents);
    net->sent = allocate(agents, sizeof *net->sent);
    net->agent = allocate(agents, sizeof *net->agent);
    for (i = 0; i < agents; i++) {
        link_agent(net, i, weights);
        start_agent(net, i, x0 + i * n);
    }
    return net;
}

void network_free(network *net)
{
    size_t i;
    for (i = 0; i < net->agents; i++) {
        agent *a = &net->agent[i];
        free(a->x);
        free(a->next);
        free(a->other);
        free(a->g);
        free(a->sender);
        free(a->row);
        free(a->moves);
        free(a->history_memory);
        free(net->sent[i].x);
        free(net->sent[i].g);
    }
    free(net->part);
    free(net->theta);
    free(net->clip_weights);
    free(net->gradient_scale);
    free(net->sent);
    free(net->agent);
    free(net);
}

static void send_message(network *net, size_t i, gradient_function *gradient, void *context)
{
    agent *a = &net->agent[i];
    size_t n = net->n, slot = net->step % net->slots, c;
    gradient(context, i, a->x, a->g);
    for (c = 0; net->gradient_scale && c < n; c++) {
        a->g[c] *= net->gradient_scale[i];
    }
    memcpy(net->sent[i].x + slot * n, a->x, n * sizeof *a->x);
    memcpy(net->sent[i].g + slot * n, a->g, n * sizeof *a->g);
    if (a->history_memory) {
        check(pcasgd_history_push(&a->history, a->x), "history", i, net->step);
    }
}

/* Puts the message of the given age into entry j of the agent's row. */
static void receive(network *net, size_t i, size_t j, size_t age)
{
    agent *a = &net->agent[i];
    size_t k = a->sender[j], n = net->n;
    size_t slot = (net->step + net->slots - age) % net->slots;
    pcasgd_neighbour *entry = &a->row[j];
    if (age >= net->slots) {
        FAIL("agent %zu asks for a message of age %zu of agent %zu, the oldest kept has age %zu", i,
             age, k, net->slots - 1);
    }
    entry->age = age;
    entry->x = net->sent[k].x + slot * n;
    entry->g = NULL;
    entry->moves = NULL;
    if (age > net->settings.reliable_age) {
        a->has_stale = true;
        if (net->settings.forecast) {
            entry->g = net->sent[k].g + slot * n;
        }
        if (net->settings.forecast && a->history_memory && age > 1) {
            entry->moves = a->moves + j * n;
            check(pcasgd_history_sum(a->moves + j * n, &a->history, age), "own moves", i, net->step);
        }
    }
}

static void set_clip_weights(network *net, size_t i, const pcasgd_opts *opts)
{
    agent *a = &net->agent[i];
    size_t j;
    switch (net->settings.clip_rule) {
    case CLIP_TO_SELF:
        check(pcasgd_clip_to_self(a->links, a->row, opts), "clip weights", i, net->step);
        break;
    case CLIP_RENORMALISE:
        check(pcasgd_clip_renormalise(a->links, a->row, opts), "clip weights", i, net->step);
        break;
    case CLIP_GIVEN:
        for (j = 0; j < a->links; j++) {
            a->row[j].w_clip = net->clip_weights[i * net->agents + a->sender[j]];
        }
        break;
    }
}

static double theta_now(const network *net, size_t i)
{
    const network_settings *s = &net->settings;
    if (s->theta_rule == THETA_RAMP) {
        return pcasgd_theta_ramp(net->step, s->theta_steps, net->theta[i], s->theta_last);
    }
    return net->theta[i];
}

/* Every message at its next parameter array. */
static void advance_row(agent *a, size_t length)
{
    size_t j;
    for (j = 0; j < a->links; j++) {
        pcasgd_neighbour *entry = &a->row[j];
        entry->x += length;
        entry->g = entry->g ? entry->g + length : NULL;
        entry->moves = entry->moves ? entry->moves + length : NULL;
    }
}

/* The step with the agent's theta, one call per parameter array. */
static void combine(network *net, size_t i, const pcasgd_opts *opts)
{
    agent *a = &net->agent[i];
    size_t p, begin = 0;
    a->theta = theta_now(net, i);
    for (p = 0; p < net->parts; p++) {
        check(pcasgd_step(net->part[p], a->links, a->next + begin, a->g + begin, a->row,
                          net->settings.eta, a->theta, opts), "step", i, net->step);
        advance_row(a, net->part[p]);
        begin += net->part[p];
    }
}

/* The practical variant: the sums of all parameter arrays, then one choice. */
static void choose_candidate(network *net, size_t i, const pcasgd_opts *opts)
{
    agent *a = &net->agent[i];
    pcasgd_choice choice = {0, 0, 0, 0, 0};
    size_t p, begin = 0;
    for (p = 0; p < net->parts; p++) {
        check(pcasgd_candidates(net->part[p], a->links, a->next + begin, a->other + begin, &choice,
                                a->g + begin, a->row, net->settings.eta, opts),
              "step", i, net->step);
        advance_row(a, net->part[p]);
        begin += net->part[p];
    }
    a->theta = pcasgd_choose(&choice);
    if (!(a->theta > 0)) {
        real *clip = a->other;
        a->other = a->next;
        a->next = clip;
    }
}

static void step_agent(network *net, size_t i, const size_t *ages)
{
    agent *a = &net->agent[i];
    pcasgd_opts opts = pcasgd_opts_default();
    size_t j;
    opts.lambda = net->settings.lambda;
    opts.reliable_age = net->settings.reliable_age;
    a->has_stale = false;
    receive(net, i, 0, 0);
    for (j = 1; j < a->links; j++) {
        receive(net, i, j, ages[i * net->agents + a->sender[j]]);
    }
    set_clip_weights(net, i, &opts);
    if (net->settings.theta_rule == THETA_PRACTICAL) {
        choose_candidate(net, i, &opts);
    } else {
        combine(net, i, &opts);
    }
}

void network_step(network *net, gradient_function *gradient, void *context, const size_t *ages)
{
    size_t i;
    for (i = 0; i < net->agents; i++) {
        send_message(net, i, gradient, context);
    }
    for (i = 0; i < net->agents; i++) {
        step_agent(net, i, ages);
    }
    for (i = 0; i < net->agents; i++) {
        agent *a = &net->agent[i];
        real *old = a->x;
        a->x = a->next;
        a->next = old;
    }
    net->step++;
}

void network_set_theta(network *net, const double *theta)
{
    memcpy(net->theta, theta, net->agents * sizeof *theta);
}

const real *network_x(const network *net, size_t i)
{
    return net->agent[i].x;
}

const real *network_g(const network *net, size_t i)
{
    return net->agent[i].g;
}

double network_theta(const network *net, size_t i)
{
    return net->agent[i].theta;
}

bool network_has_stale(const network *net, size_t i)
{
    return net->agent[i].has_stale;
}
