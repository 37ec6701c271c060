#include "network.h"

#include "network_agent.h"
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

static real *copy_parameters(const real *from, size_t count)
{
    real *copy = allocate_parameters(count);
    memcpy(copy, from, count * sizeof *copy);
    return copy;
}

/* Entry 0 is the agent itself, whatever its weight; then all others in the order of the links. */
static void link_agent(network *net, size_t i, const network_links *links)
{
    agent *a = &net->agent[i];
    size_t most = links->first[i + 1] - links->first[i] + 1, at, j;
    a->sender = allocate(most, sizeof *a->sender);
    a->row = allocate(most, sizeof *a->row);
    a->clip_weights = net->settings.clip_weights ? allocate_reals(most) : NULL;
    a->seen = net->settings.rule ? allocate(most, sizeof *a->seen) : NULL;
    a->sender[0] = i;
    a->links = 1;
    for (at = links->first[i]; at < links->first[i + 1]; at++) {
        size_t k = links->sender[at];
        if (k >= net->agents || (k != i && !(links->weight[at] > 0))) {
            FAIL("agent %zu, link %zu: sender %zu of %zu agents, weight %g", i, at, k, net->agents,
                 links->weight[at]);
        }
        j = k == i ? 0 : a->links++;
        a->sender[j] = k;
        a->row[j].w = links->weight[at];
        if (a->clip_weights) {
            a->clip_weights[j] = net->settings.clip_weights[at];
        }
    }
    net->links += a->links - 1;
}

static void start_agent(network *net, size_t i, const real *x0)
{
    agent *a = &net->agent[i];
    size_t n = net->n, s;
    a->x = copy_parameters(x0, n);
    a->next = allocate_parameters(n);
    a->other = net->settings.theta_rule == THETA_PRACTICAL ? allocate_parameters(n) : NULL;
    a->g = allocate_parameters(n);
    if (net->settings.lambda > 0 && !net->settings.rule) {
        a->moves = allocate_parameters(a->links * n);
        a->history_memory = allocate_parameters(pcasgd_history_length(n, net->slots - 1));
        agent_check(pcasgd_history_init(n, net->slots - 1, &a->history, a->history_memory, x0),
                    "history", i, 0);
    }
    net->sent[i].sent = -1;
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

network *network_new_sparse(size_t agents, size_t n, const network_links *links, const real *x0,
                            size_t longest_age, const network_settings *settings)
{
    network *net = allocate(1, sizeof *net);
    size_t i, widest = 0;
    net->agents = agents;
    net->n = n;
    net->slots = longest_age + 1;
    net->settings = *settings;
    set_parts(net);
    net->theta = copy_reals(settings->theta, agents);
    net->gradient_scale = copy_reals(settings->gradient_scale, agents);
    net->sent = allocate(agents, sizeof *net->sent);
    net->agent = allocate(agents, sizeof *net->agent);
    for (i = 0; i < agents; i++) {
        link_agent(net, i, links);
        start_agent(net, i, x0 + i * n);
        widest = net->agent[i].links > widest ? net->agent[i].links : widest;
    }
    net->age = allocate(net->links, sizeof *net->age);
    net->message = allocate(widest, sizeof *net->message);
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

static void free_agent(agent *a)
{
    free(a->x);
    free(a->next);
    free(a->other);
    free(a->g);
    free(a->sender);
    free(a->row);
    free(a->clip_weights);
    free(a->seen);
    free(a->moves);
    free(a->history_memory);
}

void network_free(network *net)
{
    size_t i;
    for (i = 0; i < net->agents; i++) {
        free_agent(&net->agent[i]);
        free(net->sent[i].x);
        free(net->sent[i].g);
    }
    free(net->part);
    free(net->theta);
    free(net->gradient_scale);
    free(net->sent);
    free(net->agent);
    free(net->age);
    free(net->message);
    free(net);
}

void network_send(network *net, size_t i, gradient_function *gradient, void *context)
{
    agent *a = &net->agent[i];
    mailbox *to = &net->sent[i];
    size_t n = net->n, slot = a->steps % net->slots, c;
    gradient(context, i, a->x, a->g);
    for (c = 0; net->gradient_scale && c < n; c++) {
        a->g[c] = (real)(a->g[c] * net->gradient_scale[i]);
    }
    memcpy(to->x + slot * n, a->x, n * sizeof *a->x);
    memcpy(to->g + slot * n, a->g, n * sizeof *a->g);
    to->sent = (long)a->steps;
    if (a->history_memory) {
        agent_check(pcasgd_history_push(&a->history, a->x), "history", i, a->steps);
    }
}

/* Messages are copies: nobody after this agent sees that it has moved. */
void network_move(network *net, size_t i, const long *message, const size_t *age)
{
    agent *a = &net->agent[i];
    real *old = a->x;
    agent_step(net, i, message, age);
    a->x = a->next;
    a->next = old;
    a->steps++;
}

void network_step_sparse(network *net, gradient_function *gradient, void *context,
                         const size_t *ages)
{
    size_t i, j;
    for (i = 0; i < net->agents; i++) {
        network_send(net, i, gradient, context);
    }
    for (i = 0; i < net->agents; i++) {
        agent *a = &net->agent[i];
        for (j = 1; j < a->links; j++) {
            net->message[j - 1] = net->sent[a->sender[j]].sent - (long)ages[j - 1];
        }
        network_move(net, i, net->message, ages);
        ages += a->links - 1;
    }
    net->time++;
}

void network_step(network *net, gradient_function *gradient, void *context, const size_t *ages)
{
    size_t i, j, used = 0;
    for (i = 0; i < net->agents; i++) {
        for (j = 1; j < net->agent[i].links; j++) {
            net->age[used++] = ages[i * net->agents + net->agent[i].sender[j]];
        }
    }
    network_step_sparse(net, gradient, context, net->age);
}

size_t network_senders(const network *net, size_t i, const size_t **sender)
{
    *sender = net->agent[i].sender + 1;
    return net->agent[i].links - 1;
}

void network_average(network *net, size_t i, size_t k)
{
    real *a = net->agent[i].x, *b = net->agent[k].x;
    size_t c;
    for (c = 0; c < net->n; c++) {
        a[c] = (a[c] + b[c]) / 2;
        b[c] = a[c];
    }
}

void network_descend(network *net, size_t i)
{
    agent *a = &net->agent[i];
    const real eta = (real)net->settings.eta;
    size_t c;
    for (c = 0; c < net->n; c++) {
        a->x[c] -= eta * a->g[c];
    }
    a->steps++;
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

size_t network_steps(const network *net, size_t i)
{
    return net->agent[i].steps;
}

double network_theta(const network *net, size_t i)
{
    return net->agent[i].theta;
}

bool network_has_stale(const network *net, size_t i)
{
    return net->agent[i].has_stale;
}

double network_time(const network *net)
{
    return net->time;
}

void network_set_time(network *net, double time)
{
    net->time = time;
}
