#include "sabotage.h"

#include "../harness/network.h"
#include "../harness/support.h"

#include <stdlib.h>
#include <string.h>

_Thread_local sabotage sabotage_now = SABOTAGE_NONE;

static const char *const names[SABOTAGES] = {
    [SABOTAGE_NONE] = "none: the right version",
    [AGE_TOO_SMALL] = "messages one step newer than their age says",
    [AGE_TOO_LARGE] = "messages one step older than their age says",
    [FORECAST_MISSING] = "no forecast",
    [FORECAST_TWICE] = "forecast twice",
    [FORECAST_UPHILL] = "forecast uphill",
    [FORECAST_ONE_STEP_SHORT] = "forecast over age - 1 steps",
    [FORECAST_ONE_STEP_LONG] = "forecast over age + 1 steps",
    [FORECAST_WITH_OWN_GRADIENT] = "forecast with the receiver's own gradient",
    [FORECAST_WITH_NEWEST_GRADIENT] = "forecast with the sender's newest gradient",
    [FORECAST_WEIGHT_TWICE] = "weight in the forecast a second time",
    [LAMBDA_SIGN] = "sign of lambda",
    [LAMBDA_MISSING] = "own history aliases the live vector: lambda without effect",
    [LAMBDA_WITHOUT_SQUARE] = "g instead of g*g beside lambda",
    [LAMBDA_WITH_SENDERS_MOVES] = "the sender's moves in S",
    [LAMBDA_ONE_MOVE_TOO_MANY] = "one move too many in S",
    [LAMBDA_WITH_WHOLE_MOVE] = "age times the whole move in place of S",
    [CLIP_LOSES_MASS] = "weight of dropped neighbours lost",
    [CLIP_KEEPS_STALE] = "clip step keeps the stale neighbours",
    [THETA_SWAPPED] = "theta and 1 - theta swapped",
    [THETA_ONLY_ON_STALE] = "theta only on the stale part",
    [WEIGHTS_TRANSPOSED] = "weights transposed",
    [START_AT_ZERO] = "history before step 0 is zero",
    [START_WITH_GRADIENT] = "gradient before step 0 is not zero",
    [OWN_GRADIENT_MISSING] = "own gradient missing where a neighbour is stale",
    [OWN_GRADIENT_TWICE] = "own gradient in both candidates without theta",
    [OWN_GRADIENT_LATE] = "own gradient of the step before",
    [OWN_GRADIENT_TIMES_THETA] = "own gradient only in the predict candidate",
};

const char *sabotage_name(sabotage self)
{
    return names[self];
}

struct network {
    size_t agents, n, steps, room; /* room: steps that the past has memory for */
    network_settings settings;
    double *weights, *theta, *clip_weights, *scale, *x0;
    double *x, *g;    /* (room+1) x agents x n: the complete past */
    double *theta_of; /* agents: of the last step */
    bool *has_stale;
    sabotage mistake;
};

static double *copy_of(const double *from, size_t count)
{
    double *copy = allocate_reals(count);
    if (from) {
        memcpy(copy, from, count * sizeof *copy);
    }
    return copy;
}

network *network_new(size_t agents, size_t n, const double *weights, const real *x0,
                     size_t longest_age, const network_settings *settings)
{
    network *net = allocate(1, sizeof *net);
    size_t i;
    (void)longest_age;
    if (settings->clip_rule != CLIP_GIVEN || settings->theta_rule != THETA_CONSTANT ||
        settings->rule) {
        FAIL("only PC-ASGD with given clip weights and constant theta is sabotaged");
    }
    net->agents = agents;
    net->n = n;
    net->settings = *settings;
    net->weights = copy_of(weights, agents * agents);
    net->theta = copy_of(settings->theta, agents);
    net->clip_weights = copy_of(settings->clip_weights, agents * agents);
    net->scale = copy_of(settings->gradient_scale, agents);
    net->x0 = copy_of(x0, agents * n);
    net->room = 64;
    net->x = allocate_reals((net->room + 1) * agents * n);
    net->g = allocate_reals((net->room + 1) * agents * n);
    memcpy(net->x, x0, agents * n * sizeof *x0);
    net->theta_of = allocate_reals(agents);
    net->has_stale = allocate(agents, sizeof *net->has_stale);
    net->mistake = sabotage_now;
    for (i = 0; i < agents && !settings->gradient_scale; i++) {
        net->scale[i] = 1;
    }
    return net;
}

void network_free(network *net)
{
    free(net->weights);
    free(net->theta);
    free(net->clip_weights);
    free(net->scale);
    free(net->x0);
    free(net->x);
    free(net->g);
    free(net->theta_of);
    free(net->has_stale);
    free(net);
}

static double x_at(const network *net, long t, size_t i, size_t c)
{
    if (t < 0) {
        return net->mistake == START_AT_ZERO ? 0 : net->x0[i * net->n + c];
    }
    return net->x[((size_t)t * net->agents + i) * net->n + c];
}

static double g_at(const network *net, long t, size_t i, size_t c)
{
    if (t < 0 && net->mistake != START_WITH_GRADIENT) {
        return 0;
    }
    return net->g[((size_t)(t < 0 ? 0 : t) * net->agents + i) * net->n + c];
}

static double moves(const network *net, long sent, size_t age, size_t i, size_t k, size_t c)
{
    size_t r, terms = net->mistake == LAMBDA_ONE_MOVE_TOO_MANY ? age + 1 : age;
    size_t whose = net->mistake == LAMBDA_WITH_SENDERS_MOVES ? k : i;
    double sum = 0;
    if (net->mistake == LAMBDA_WITH_WHOLE_MOVE) {
        return (double)age * (x_at(net, (long)net->steps, i, c) - x_at(net, sent, i, c));
    }
    for (r = 0; r < terms; r++) {
        sum += x_at(net, sent + (long)r, whose, c) - x_at(net, sent, whose, c);
    }
    return sum;
}

static double forecast(const network *net, size_t age, size_t i, size_t k, double weight, size_t c)
{
    sabotage mistake = net->mistake;
    long now = (long)net->steps, sent = now - (long)age;
    double steps = (double)age, square, lambda = net->settings.lambda, g, change;
    sent += mistake == AGE_TOO_SMALL ? 1 : mistake == AGE_TOO_LARGE ? -1 : 0;
    steps += mistake == FORECAST_ONE_STEP_LONG ? 1 : mistake == FORECAST_ONE_STEP_SHORT ? -1 : 0;
    g = mistake == FORECAST_WITH_OWN_GRADIENT      ? g_at(net, now, i, c)
        : mistake == FORECAST_WITH_NEWEST_GRADIENT ? g_at(net, now, k, c)
                                                   : g_at(net, sent, k, c);
    square = mistake == LAMBDA_WITHOUT_SQUARE ? g : g * g;
    lambda *= mistake == LAMBDA_SIGN ? -1 : mistake == LAMBDA_MISSING ? 0 : 1;
    change = steps * g + lambda * square * moves(net, now - (long)age, age, i, k, c);
    change *= mistake == FORECAST_TWICE      ? 2
              : mistake == FORECAST_UPHILL   ? -1
              : mistake == FORECAST_WEIGHT_TWICE ? weight
                                             : 1;
    if (!net->settings.forecast || mistake == FORECAST_MISSING) {
        change = 0;
    }
    return x_at(net, sent, k, c) - net->settings.eta * change;
}

static double weight_of(const network *net, size_t i, size_t k)
{
    bool turned = net->mistake == WEIGHTS_TRANSPOSED;
    return turned ? net->weights[k * net->agents + i] : net->weights[i * net->agents + k];
}

static double own_gradient(const network *net, size_t i, size_t c, double theta)
{
    long now = (long)net->steps;
    switch (net->mistake) {
    case OWN_GRADIENT_MISSING:
        return net->has_stale[i] ? 0 : g_at(net, now, i, c);
    case OWN_GRADIENT_TWICE:
        return 2 * g_at(net, now, i, c);
    case OWN_GRADIENT_LATE:
        return g_at(net, now - 1, i, c);
    case OWN_GRADIENT_TIMES_THETA:
        return theta * g_at(net, now, i, c);
    default:
        return g_at(net, now, i, c);
    }
}

/* One coordinate of one agent's next parameters. */
static double next_value(const network *net, size_t i, const size_t *ages, size_t c)
{
    double theta = net->theta[i], pre = 0, clip = 0, lost = 0, late = 0;
    size_t k, N = net->agents;
    for (k = 0; k < N; k++) {
        double w = weight_of(net, i, k), x = x_at(net, (long)net->steps, k, c);
        size_t age = k == i ? 0 : ages[i * N + k];
        if (age <= net->settings.reliable_age) {
            pre += w * x;
            clip += net->clip_weights[i * N + k] * x;
        } else if (w > 0) {
            late += w * forecast(net, age, i, k, w, c);
            lost += w;
            clip += net->mistake == CLIP_KEEPS_STALE
                        ? w * (x_at(net, (long)net->steps - (long)age, k, c) -
                               x_at(net, (long)net->steps, i, c))
                        : 0;
        }
    }
    clip -= net->mistake == CLIP_LOSES_MASS ? lost * x_at(net, (long)net->steps, i, c) : 0;
    if (net->mistake == THETA_SWAPPED) {
        theta = 1 - theta;
    }
    if (net->mistake == THETA_ONLY_ON_STALE) {
        return pre + theta * late - net->settings.eta * own_gradient(net, i, c, theta);
    }
    return theta * (pre + late) + (1 - theta) * clip -
           net->settings.eta * own_gradient(net, i, c, theta);
}

static void make_room(network *net)
{
    size_t step = net->agents * net->n;
    if (net->steps == net->room) {
        double *x = allocate_reals((2 * net->room + 1) * step);
        double *g = allocate_reals((2 * net->room + 1) * step);
        memcpy(x, net->x, (net->room + 1) * step * sizeof *x);
        memcpy(g, net->g, (net->room + 1) * step * sizeof *g);
        free(net->x);
        free(net->g);
        net->x = x;
        net->g = g;
        net->room *= 2;
    }
}

void network_step(network *net, gradient_function *gradient, void *context, const size_t *ages)
{
    size_t i, k, c, n = net->n, N = net->agents;
    make_room(net);
    for (i = 0; i < N; i++) {
        double *g = net->g + (net->steps * N + i) * n;
        gradient(context, i, net->x + (net->steps * N + i) * n, g);
        for (c = 0; c < n; c++) {
            g[c] *= net->scale[i];
        }
        net->has_stale[i] = false;
        for (k = 0; k < N; k++) {
            bool late = k != i && ages[i * N + k] > net->settings.reliable_age;
            net->has_stale[i] = net->has_stale[i] || (late && net->weights[i * N + k] > 0);
        }
        net->theta_of[i] = net->theta[i];
    }
    for (i = 0; i < N; i++) {
        for (c = 0; c < n; c++) {
            net->x[((net->steps + 1) * N + i) * n + c] = next_value(net, i, ages, c);
        }
    }
    net->steps++;
}

void network_set_theta(network *net, const double *theta)
{
    memcpy(net->theta, theta, net->agents * sizeof *theta);
}

const real *network_x(const network *net, size_t i)
{
    return net->x + (net->steps * net->agents + i) * net->n;
}

const real *network_g(const network *net, size_t i)
{
    return net->g + ((net->steps > 0 ? net->steps - 1 : 0) * net->agents + i) * net->n;
}

double network_theta(const network *net, size_t i)
{
    return net->theta_of[i];
}

bool network_has_stale(const network *net, size_t i)
{
    return net->has_stale[i];
}
