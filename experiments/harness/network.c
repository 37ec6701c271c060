#include "network.h"

#include "network_notes.h"

#include <string.h>

void network_send(network *net, size_t i, gradient_function *gradient, void *context)
{
    agent *a = &net->agent[i];
    size_t n = net->n, c;
    const real *x = net->x + i * n;
    real *g;
    net->sent[i] = (long)a->steps;
    g = agent_g(net, i);
    gradient(context, i, x, g);
    for (c = 0; net->gradient_scale && c < n; c++) {
        g[c] = (real)(g[c] * net->gradient_scale[i]);
    }
    if (a->history.rows > 0) {
        agent_check(pcasgd_history_push(&a->history, x), "history", i, a->steps);
    } else {
        memcpy(net->past + i * net->past_length + a->steps % net->slots * n, x, n * sizeof *x);
    }
    notes_send(net, i);
}

void network_move(network *net, size_t i, const long *message, const size_t *age)
{
    agent_step(net, &net->space[0], i, message, age);
}

/* One step of all agents, for the team. */
typedef struct common_step {
    network *net;
    gradient_function *gradient;
    void *context;
    const size_t *ages;
    bool dense; /* ages: agents x agents, else one per link */
} common_step;

/* Agents from .. to-1 belong to this member. */
static void share_of(const network *net, size_t member, size_t *from, size_t *to)
{
    size_t members = team_members(net->team);
    *from = net->agents * member / members;
    *to = net->agents * (member + 1) / members;
}

static void send_share(void *context, size_t member)
{
    const common_step *self = context;
    size_t i, to;
    for (share_of(self->net, member, &i, &to); i < to; i++) {
        network_send(self->net, i, self->gradient, self->context);
    }
}

static void move_share(void *context, size_t member)
{
    const common_step *self = context;
    network *net = self->net;
    workspace *space = &net->space[member];
    size_t i, to, j;
    for (share_of(net, member, &i, &to); i < to; i++) {
        const agent *a = &net->agent[i];
        const size_t *sender = net->sender + a->first + 1;
        const size_t *of_links = self->ages + a->first - i; /* own entries are no links */
        for (j = 0; j + 1 < a->links; j++) {
            space->age[j] = self->dense ? self->ages[i * net->agents + sender[j]] : of_links[j];
            space->message[j] = net->sent[sender[j]] - (long)space->age[j];
        }
        agent_step(net, space, i, space->message, space->age);
    }
}

/* All have sent before the first steps. */
static void step_together(common_step step)
{
    team_run(step.net->team, send_share, &step);
    team_run(step.net->team, move_share, &step);
    step.net->time++;
}

void network_step_sparse(network *net, gradient_function *gradient, void *context,
                         const size_t *ages)
{
    step_together((common_step){net, gradient, context, ages, false});
}

void network_step(network *net, gradient_function *gradient, void *context, const size_t *ages)
{
    step_together((common_step){net, gradient, context, ages, true});
}

size_t network_senders(const network *net, size_t i, const size_t **sender)
{
    *sender = net->sender + net->agent[i].first + 1;
    return net->agent[i].links - 1;
}

void network_average(network *net, size_t i, size_t k)
{
    real *a = net->x + i * net->n, *b = net->x + k * net->n;
    size_t c;
    for (c = 0; c < net->n; c++) {
        a[c] = (a[c] + b[c]) / 2;
        b[c] = a[c];
    }
}

void network_descend(network *net, size_t i)
{
    const real eta = (real)net->settings.eta, *g = agent_g(net, i);
    real *x = net->x + i * net->n;
    size_t c;
    for (c = 0; c < net->n; c++) {
        x[c] -= eta * g[c];
    }
    net->agent[i].steps++;
}

void network_set_theta(network *net, const double *theta)
{
    memcpy(net->theta, theta, net->agents * sizeof *theta);
}

const real *network_x(const network *net, size_t i)
{
    return net->x + i * net->n;
}

const real *network_g(const network *net, size_t i)
{
    return agent_g(net, i);
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
