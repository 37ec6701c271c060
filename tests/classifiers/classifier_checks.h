/* What holds for every classifier, as errors that a test compares with a tolerance; the reference
   is a loss in double that the test gives. */
#ifndef TESTS_CLASSIFIER_CHECKS_H
#define TESTS_CLASSIFIER_CHECKS_H

#include "../../experiments/classifiers/classifier.h"

/* The mean loss of samples 0 .. count-1 with parameters x. */
typedef double reference_loss(const dataset *data, size_t count, const double *x);

/* Sample numbers 0, 1, 2, ... */
extern const size_t in_order[64];

/* Random parameters: what initialise() gives, and normal numbers of size `more` added, so that no
   array is all zero. The caller frees them. */
real *random_parameters(const classifier *self, double more, unsigned long seed);

/* A normal direction of length 1 in the array `part` alone (part = parts: in all), 0 elsewhere. */
real *random_direction(const classifier *self, size_t part, unsigned long seed);

/* |loss - reference| */
double loss_error(classifier *self, const dataset *data, size_t count, const real *x,
                  reference_loss *reference);

/* Random directions and the differences of a reference along them: `rounds` in every array alone
   and in all together. */
typedef struct differences {
    size_t n, count;
    real **v;      /* count x n */
    double *slope; /* count */
} differences;

differences *differences_new(const classifier *self, const dataset *data, size_t count,
                             const real *x, size_t rounds, reference_loss *reference);
void differences_free(differences *self);

/* The largest |g.v - difference along v| / (1 + |g.v|) */
double differences_error(const differences *self, const real *g);

/* The least such error when one array of g has the wrong sign: what a check must see. */
double differences_control(const differences *self, const classifier *of, real *g);

#endif
