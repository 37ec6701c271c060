/* For the files of classifiers: what all kinds share. A kind gives scores and takes their slopes;
   the rest, from pixels to the loss, is here. */
#ifndef WORKSPACE_H
#define WORKSPACE_H

#include "classifier.h"

/* The scores of `rows` images, work->input to work->score. */
typedef void forward_function(classifier *self, const real *x, size_t rows);

/* The gradient from work->slope, what the loss changes by with the scores of the last forward pass;
   added to g. May overwrite what forward left. */
typedef void backward_function(classifier *self, const real *x, size_t rows, real *g);

struct workspace {
    size_t largest;   /* rows */
    real *input;      /* largest x pixels */
    real *score;      /* largest x classes; after workspace_losses(): probabilities */
    real *slope;      /* largest x classes */
    forward_function *forward;
    backward_function *backward;
    void *net;        /* the kind's own */
    void (*release_net)(void *net);
};

/* A classifier with initialise() still to be set. part: parts, copied. */
classifier *workspace_classifier(const char *name, const dataset *shape, size_t largest,
                                 size_t parts, const size_t *part);

/* Where array `part` of the parameters begins. */
size_t workspace_at(const classifier *self, size_t part);

/* The next piece of a list of samples: how many rows; the images into work->input. */
size_t workspace_load(classifier *self, const dataset *data, size_t count, const size_t *sample);

/* Turns the scores of `rows` samples into probabilities, and sets slope = share * (probability -
   right answer). Returns the sum of losses; *right grows by the right answers. */
double workspace_losses(classifier *self, const dataset *data, size_t rows, const size_t *sample,
                        double share, size_t *right);

/* count normal numbers of the given variance, into w. */
void workspace_normal(gsl_rng *rng, size_t count, double variance, real *w);

#endif
