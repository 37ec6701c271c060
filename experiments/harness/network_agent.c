#include "network_agent.h"

#include "support.h"

#include <math.h>

void agent_check(int status, const char *what, size_t agent_index, size_t step)
{
    if (status != PCASGD_OK) {
        FAIL("%s of agent %zu at step %zu: %s", what, agent_index, step, pcasgd_strerror(status));
    }
}

static size_t slot_of(const network *net, size_t i, size_t k, long message, size_t age)
{
    long newest = net->sent[k].sent, slots = (long)net->slots;
    if (message > newest || message < -slots || newest - message >= slots || age >= net->slots) {
        FAIL("agent %zu asks for message %ld of agent %zu, of age %zu; the newest is %ld, the oldest "
             "kept has age %zu", i, message, k, age, newest, net->slots - 1);
    }
    return (size_t)(message + slots) % net->slots;
}

/* Puts a message into entry j of the agent's row. */
static void receive(network *net, size_t i, size_t j, long message, size_t age)
{
    agent *a = &net->agent[i];
    size_t k = a->sender[j], n = net->n, slot = slot_of(net, i, k, message, age);
    pcasgd_neighbour *entry = &a->row[j];
    bool stale = age > net->settings.reliable_age;
    bool forecast = stale && net->settings.forecast && !net->settings.rule;
    a->has_stale = a->has_stale || stale;
    entry->age = age;
    entry->x = net->sent[k].x + slot * n;
    entry->g = forecast || net->settings.rule ? net->sent[k].g + slot * n : NULL;
    entry->moves = NULL;
    if (forecast && a->history_memory && age > 1) {
        entry->moves = a->moves + j * n;
        agent_check(pcasgd_history_sum(a->moves + j * n, &a->history, age), "own moves", i,
                    a->steps);
    }
}

static void set_clip_weights(network *net, size_t i, const pcasgd_opts *opts)
{
    agent *a = &net->agent[i];
    size_t j;
    switch (net->settings.clip_rule) {
    case CLIP_TO_SELF:
        agent_check(pcasgd_clip_to_self(a->links, a->row, opts), "clip weights", i, a->steps);
        break;
    case CLIP_RENORMALISE:
        agent_check(pcasgd_clip_renormalise(a->links, a->row, opts), "clip weights", i, a->steps);
        break;
    case CLIP_GIVEN:
        for (j = 0; j < a->links; j++) {
            a->row[j].w_clip = a->clip_weights[j];
        }
        break;
    }
}

static double theta_now(const network *net, size_t i)
{
    const network_settings *s = &net->settings;
    if (s->theta_rule == THETA_RAMP) {
        return pcasgd_theta_ramp(net->agent[i].steps, s->theta_steps, net->theta[i], s->theta_last);
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
        agent_check(pcasgd_step(net->part[p], a->links, a->next + begin, a->g + begin, a->row,
                                net->settings.eta, a->theta, opts), "step", i, a->steps);
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
        agent_check(pcasgd_candidates(net->part[p], a->links, a->next + begin, a->other + begin,
                                      &choice, a->g + begin, a->row, net->settings.eta, opts),
                    "step", i, a->steps);
        advance_row(a, net->part[p]);
        begin += net->part[p];
    }
    a->theta = pcasgd_choose(&choice);
    if (net->settings.choose && a->has_stale) {
        network_choice asked = {i, a->next, a->other, a->theta > 0};
        a->theta = net->settings.choose(net->settings.choose_context, &asked);
    }
    if (!(a->theta > 0)) {
        real *clip = a->other;
        a->other = a->next;
        a->next = clip;
    }
}

static void follow_rule(network *net, size_t i)
{
    agent *a = &net->agent[i];
    const network_settings *s = &net->settings;
    network_view view = {i, net->n, a->x, a->g, a->links, a->seen, s->eta, s->lambda, s->constant};
    size_t j;
    for (j = 0; j < a->links; j++) {
        const pcasgd_neighbour *entry = &a->row[j];
        a->seen[j] = (network_message){entry->x, entry->g, a->sender[j], entry->age, entry->w,
                                       entry->w_clip, entry->age <= s->reliable_age};
    }
    a->theta = NAN;
    s->rule(&view, a->next);
}

void agent_step(network *net, size_t i, const long *message, const size_t *age)
{
    agent *a = &net->agent[i];
    pcasgd_opts opts = pcasgd_opts_default();
    size_t j;
    opts.lambda = net->settings.lambda;
    opts.reliable_age = net->settings.reliable_age;
    a->has_stale = false;
    receive(net, i, 0, net->sent[i].sent, 0);
    for (j = 1; j < a->links; j++) {
        receive(net, i, j, message[j - 1], age[j - 1]);
    }
    set_clip_weights(net, i, &opts);
    if (net->settings.rule) {
        follow_rule(net, i);
    } else if (net->settings.theta_rule == THETA_PRACTICAL) {
        choose_candidate(net, i, &opts);
    } else {
        combine(net, i, &opts);
    }
}
