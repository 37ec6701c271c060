#include "network_notes.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static double *copy_reals(const double *from, size_t count)
{
    double *copy = from ? allocate_reals(count) : NULL;
    if (copy) {
        memcpy(copy, from, count * sizeof *copy);
    }
    return copy;
}

/* Entry 0 is the agent itself, whatever its weight; then all others in the order of the links. */
static void link_agent(network *net, size_t i, size_t first, const network_links *links)
{
    agent *a = &net->agent[i];
    size_t at, j;
    a->first = first;
    a->links = 1;
    net->sender[first] = i;
    for (at = links->first[i]; at < links->first[i + 1]; at++) {
        size_t k = links->sender[at];
        if (k >= net->agents || (k != i && !(links->weight[at] > 0))) {
            FAIL("agent %zu, link %zu: sender %zu of %zu agents, weight %g", i, at, k, net->agents,
                 links->weight[at]);
        }
        j = first + (k == i ? 0 : a->links++);
        net->sender[j] = k;
        net->weight[j] = links->weight[at];
        if (net->clip_weights) {
            net->clip_weights[j] = net->settings.clip_weights[at];
        }
    }
    net->longest_row = a->links > net->longest_row ? a->links : net->longest_row;
}

static void link_agents(network *net, const network_links *links)
{
    size_t most = links->first[net->agents] + net->agents, i, first = 0;
    net->sender = allocate(most, sizeof *net->sender);
    net->weight = allocate_reals(most);
    net->clip_weights = net->settings.clip_weights ? allocate_reals(most) : NULL;
    for (i = 0; i < net->agents; i++) {
        link_agent(net, i, first, links);
        first += net->agent[i].links;
    }
}

/* The ring of a history is also that of the messages' x. */
static void start_agent(network *net, size_t i, const real *x0, bool history)
{
    real *past = net->past + i * net->past_length;
    size_t s;
    net->sent[i] = -1;
    if (history) {
        agent_check(pcasgd_history_init(net->n, net->slots - 1, &net->agent[i].history, past, x0),
                    "history", i, 0);
    }
    for (s = 0; s < net->slots; s++) {
        memcpy(past + s * net->n, x0, net->n * sizeof *x0);
    }
}

static void start_agents(network *net, const real *x0)
{
    const network_settings *s = &net->settings;
    size_t i, n = net->n;
    bool history = s->lambda > 0 && !s->rule;
    net->past_length = history ? pcasgd_history_length(n, net->slots - 1) : net->slots * n;
    net->slots_g = s->forecast || s->rule ? net->slots : 1;
    net->x = allocate_parameters(net->agents * n);
    memcpy(net->x, x0, net->agents * n * sizeof *x0);
    net->sent = allocate(net->agents, sizeof *net->sent);
    net->past = allocate_parameters(net->agents * net->past_length);
    net->sent_g = allocate_parameters(net->agents * net->slots_g * n);
    for (i = 0; i < net->agents; i++) {
        start_agent(net, i, x0 + i * n, history);
    }
}

static void set_up_workspace(const network *net, workspace *self)
{
    const network_settings *s = &net->settings;
    self->row = allocate(net->longest_row, sizeof *self->row);
    self->seen = s->rule || s->after ? allocate(net->longest_row, sizeof *self->seen) : NULL;
    self->message = allocate(net->longest_row, sizeof *self->message);
    self->age = allocate(net->longest_row, sizeof *self->age);
    if (s->lambda > 0 && !s->rule) {
        self->moves = allocate_parameters(net->slots * net->n);
        self->moves_made = allocate(net->slots, sizeof *self->moves_made);
    }
    self->other = s->rule || s->theta_rule == THETA_PRACTICAL ? allocate_parameters(net->n) : NULL;
}

static void start_team(network *net)
{
    size_t members = net->settings.threads > 1 ? net->settings.threads : 1, m;
    net->team = team_new(members);
    net->space = allocate(members, sizeof *net->space);
    for (m = 0; m < members; m++) {
        set_up_workspace(net, &net->space[m]);
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

network *network_new_sparse(size_t agents, size_t n, const network_links *links, const real *x0,
                            size_t longest_age, const network_settings *settings)
{
    network *net = allocate(1, sizeof *net);
    net->agents = agents;
    net->n = n;
    net->slots = longest_age + 1;
    net->settings = *settings;
    set_parts(net);
    net->theta = copy_reals(settings->theta, agents);
    net->gradient_scale = copy_reals(settings->gradient_scale, agents);
    net->agent = allocate(agents, sizeof *net->agent);
    link_agents(net, links);
    start_agents(net, x0);
    notes_new(net);
    start_team(net);
    return net;
}

network *network_new(size_t agents, size_t n, const double *weights, const real *x0,
                     size_t longest_age, const network_settings *settings)
{
    size_t *first = allocate(agents + 1, sizeof *first), i, k, used = 0;
    size_t *sender = allocate(agents * agents, sizeof *sender);
    double *weight = allocate_reals(agents * agents), *clip = allocate_reals(agents * agents);
    network_links links = {first, sender, weight};
    network_settings own = *settings;
    network *net;
    for (i = 0; i < agents; i++) {
        for (k = 0; k < agents; k++) {
            if (k == i || weights[i * agents + k] > 0) {
                sender[used] = k;
                weight[used] = weights[i * agents + k];
                clip[used++] = own.clip_weights ? settings->clip_weights[i * agents + k] : 0;
            }
        }
        first[i + 1] = used;
    }
    own.clip_weights = own.clip_weights ? clip : NULL;
    net = network_new_sparse(agents, n, &links, x0, longest_age, &own);
    free(first);
    free(sender);
    free(weight);
    free(clip);
    return net;
}

static void free_workspace(workspace *self)
{
    free(self->row);
    free(self->seen);
    free(self->message);
    free(self->age);
    free(self->moves);
    free(self->moves_made);
    free(self->other);
}

void network_free(network *net)
{
    size_t m;
    for (m = 0; m < team_members(net->team); m++) {
        free_workspace(&net->space[m]);
    }
    team_free(net->team);
    free(net->space);
    free(net->part);
    free(net->theta);
    free(net->gradient_scale);
    free(net->agent);
    free(net->sender);
    free(net->weight);
    free(net->clip_weights);
    free(net->x);
    free(net->sent);
    free(net->past);
    free(net->sent_g);
    notes_free(net);
    free(net);
}
