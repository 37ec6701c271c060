/* All methods by name: PC-ASGD, its ablations, and what it is compared with. */
#ifndef METHOD_H
#define METHOD_H

#include "baselines.h"
#include "choosing.h"

typedef struct method {
    const char *name;
    const char *equation; /* its step in one line */
    bool waits;           /* with a clock for messages of the same step; else all ages are 0 */
    bool uses_lambda;     /* is lambda read? */
    bool uses_limit;      /* is norm_limit read? */
    bool forecast;        /* the header's step: theta 1 and no forecast is stale mixing */
    theta_rule theta_rule;
    choosing_way way;       /* THETA_PRACTICAL */
    double theta;
    bool mean_gradient;     /* see run.h */
    network_rule *rule;     /* NULL: the header's step */
    run_exchange *exchange; /* NULL: steps with messages */
    bool notes;             /* of paired mixing */
    network_prepare *prepare; /* here to accounts_stay: of the rule, see network_settings */
    size_t states, states_sent;
    bool accounts, accounts_stay;
    baseline_setup *setup;  /* NULL: nothing depends on graph and ages */
} method;

/* Ended by a method without a name. For another theta, copy a method and change it. */
extern const method methods[];

/* Refuses an unknown name. */
const method *method_find(const char *name);

typedef struct method_options {
    double eta;
    double lambda;
    double norm_limit;   /* longest gradient; positive where it is read */
    size_t reliable_age; /* messages up to this age are reliable */
    clip_rule clip_rule; /* CLIP_TO_SELF or CLIP_RENORMALISE */
    choosing *choosing;  /* counts the choices of THETA_PRACTICAL, its `way` becomes the method's;
                            may be NULL for CHOOSE_BY_COSINE */
} method_options;

/* The run `base` with this method: its settings, mean_gradient and exchange are not read, and with
   a clock, its `wait` is what the method needs. */
void method_run(const method *self, const run *base, const method_options *options,
                run_observer *observe, void *context);

#endif
