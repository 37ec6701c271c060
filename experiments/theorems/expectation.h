/* Statements about means over seeds (Theorems 4, 4', 5 and 6): one way to run, judge and draw them.

   Every such statement bounds a measure of the first t steps, for every t. Its tight form contains
   what the agents really did (their drift or spread), its closed form constants in place of that.
   The tight form holds wherever the agents are, as long as v is what Theorem 1 says: it tests the
   smoothness constants, q, sigma and the independence of the noise, never the algorithm. That is
   tested by the exact checks: Theorem 1, Theorem 2, the rates of section 7. The closed forms see
   some wrong programs, those that are wrong by more than the bound is loose. */
#ifndef EXPECTATION_H
#define EXPECTATION_H

#include "check.h"
#include "closed.h"
#include "ensemble.h"

/* Both sides after t+1 steps, t = 0 .. steps-1. */
typedef struct forms {
    double *measured; /* seeds x steps: left side */
    double *paid;     /* seeds x steps: what the tight right side takes from the run */
    double *known;    /* steps: the rest of the tight right side */
    double *closed;   /* steps: the right side with closed constants */
    double *sharp;    /* steps: the same with the sharpened drift; 0: the statement has none */
} forms;

typedef struct expectation {
    const char *id;
    const char *measure; /* the left side, for the file of the figure */
    bool has_tight;
    /* The largest step of v for which the statement is made. */
    double (*step_limit)(const setting *how, const objective *f, const double *q, double lambda);
    void (*fill)(const ensemble *runs, const closed_constants *closed, forms *to);
} expectation;

typedef struct study {
    const char *what; /* NULL: named by its settings; else a control's name */
    const char *setting;
    size_t age;
    double theta;
    const objective *f; /* may be left to the table */
    double eta, lambda;
    size_t steps, seeds;
    bool exact;          /* exact gradients: without noise */
    bool from_lowest;    /* starts at the minimiser of F_q instead of 0 */
    bool mean_objective; /* judged against F instead of F_q: for controls */
    bool any_step;       /* ignores the limit of eta: for controls */
    bool stale;          /* stale mixing instead of PC-ASGD: Corollary 1; theta is not used */
    bool unit_step;      /* claims that stale mixing moves by eta: for controls */
    verdict expected;    /* of each form below */
    bool only_tight;     /* no closed forms: for controls */
    bool in_figure;      /* its curve is drawn */
    const char *path;    /* of the CSV of that figure */
} study;

/* Judges one study: NOT_APPLICABLE if averaging does not converge, eta is too large or Lemma 2
   fails, else one row for each form. */
void expectation_judge(const expectation *self, statements *list, const study *of);

/* Judges the studies of a table, ended by one without setting, all on one objective and with as
   many seeds; the figure's data go to path (NULL: none) from the study that is marked. */
void expectation_judge_all(const expectation *self, statements *list, const study *table,
                           const objective *f, size_t seeds, const char *path);

/* Judges what every statement of this kind refuses, on f: a network without (M), lambda above the
   limit of Lemma 2, too long a step, also of stale mixing. */
void expectation_judge_refusals(const expectation *self, statements *list, const objective *f);

/* Negative controls of a tight form. Runs start at the minimum, so that the transient leaves the
   bound no room, on quadratics of one curvature, where L_q is attained everywhere. */
typedef struct faults {
    const objective *bowl; /* with noise */
    double bias;           /* of gradients that are wrong */
    size_t steps, seeds;
    size_t still_steps;    /* of stale mixing without noise, a unit step claimed for it */
} faults;

void expectation_judge_faults(const expectation *self, statements *list, const faults *of);

/* The bias alone, on given data. */
void expectation_judge_bias(const expectation *self, statements *list, const objective *data,
                            double bias);

/* 1 / sum_k q_k L_k, the usual step_limit. */
double one_over_smoothness(const setting *how, const objective *f, const double *q, double lambda);

#endif
