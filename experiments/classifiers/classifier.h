/* Classifiers: networks that give an image a score for every class, trained on the mean
   cross-entropy of the softmax of the scores. Pixels are scaled to [0,1].

   The parameters x are arrays one after the other, biases and weights apart:
   softmax     W: pixels x 10, b: 10; starts at 0
   perceptron  W: pixels x 256, b: 256, then W: 256 x 10, b: 10; ReLU between
   lenet5      see lenet5.c
   resnet      see resnet.c
   The last two are in float only, take images of 1 x 28 x 28 and 3 x 32 x 32, and have no second
   derivatives. Biases start at 0, weights at random: normal with variance 2/inputs before a ReLU
   (He et al. 2015), 1/inputs before the scores. */
#ifndef CLASSIFIER_H
#define CLASSIFIER_H

#include "../harness/dataset.h"
#include "../harness/objective.h"
#include "../harness/real.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

typedef struct classifier classifier;
typedef struct workspace workspace;

/* One workspace: one thread at a time. */
struct classifier {
    const char *name;
    size_t n, parts;
    const size_t *part; /* parts: lengths of the arrays of x, sum = n */
    size_t pixels, classes;
    void (*initialise)(const classifier *self, gsl_rng *rng, real *x);
    /* The mean loss of `count` samples, those of data with the numbers sample[0 .. count-1]; if
       they are not NULL, its gradient into g and the number of right answers into *right. */
    double (*loss)(classifier *self, const real *x, const dataset *data, size_t count,
                   const size_t *sample, real *g, size_t *right);
    /* The exact Hessian of the same mean loss times v, into product: n; NULL: not there. At a kink
       of a ReLU, that of the side where it is 0. */
    void (*hessian_times)(classifier *self, const real *x, const dataset *data, size_t count,
                          const size_t *sample, const real *v, real *product);
    /* The exact diagonal of the same Hessian, into diagonal: n; NULL: not there. */
    void (*hessian_diagonal)(classifier *self, const real *x, const dataset *data, size_t count,
                             const size_t *sample, real *diagonal);
    void (*release)(classifier *self);
    workspace *work;
};

/* shape: a data set with images of the size that the classifier is for. largest_batch: how many
   samples are worked on at once; longer lists are cut into pieces, the same but for rounding. */
classifier *classifier_softmax(const dataset *shape, size_t largest_batch);
classifier *classifier_perceptron(const dataset *shape, size_t largest_batch);
classifier *classifier_lenet5(const dataset *shape, size_t largest_batch);
classifier *classifier_resnet(const dataset *shape, size_t largest_batch);

/* The same by name, one of classifier_kinds; NULL ends the list. Other image sizes than a kind can
   take are refused. */
enum { CLASSIFIERS = 4 };
extern const char *const classifier_kinds[CLASSIFIERS + 1];
classifier *classifier_new(const char *kind, const dataset *shape, size_t largest_batch);

/* f_k(x) = mean loss of share k + l2/2 |x|^2. Agent k has the samples share[k][0 ..
   share_count[k]-1] of the data set, which must outlive the objective. Sampling draws `batch`
   samples with replacement. No bound on curvatures is known: smoothness INFINITY, convexity
   -INFINITY. It has a workspace of its own: one objective per thread. */
objective *objective_classifier(const char *kind, const dataset *data, size_t agents,
                                size_t *const *share, const size_t *share_count, size_t batch,
                                double l2);

/* The same with a classifier that the objective takes over and releases. */
objective *objective_of(classifier *network, const dataset *data, size_t agents,
                        size_t *const *share, const size_t *share_count, size_t batch, double l2);

/* The classifier inside such an objective, to initialise x and to measure on other data. */
classifier *objective_classifier_inside(const objective *self);

#endif
