/* What a model is worth, and how far agents are apart. */
#ifndef EVALUATE_H
#define EVALUATE_H

#include "../classifiers/classifier.h"
#include "../harness/network.h"

/* Mean loss of the first `count` images, and share of right answers. */
double evaluate(classifier *model, const real *x, const dataset *data, size_t count,
                double *accuracy);

/* sqrt(mean_i |x_i - mean x|^2) */
double consensus_error(const network *net, size_t agents, size_t n);

#endif
