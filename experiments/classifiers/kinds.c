/* Classifiers by name. Needs all kinds, so that it is for programs in float. */
#include "classifier.h"

#include "../harness/support.h"

#include <string.h>

const char *const classifier_kinds[CLASSIFIERS + 1] = {"softmax", "perceptron", "lenet5", "resnet",
                                                        NULL};

static classifier *(*const makers[CLASSIFIERS])(const dataset *shape, size_t largest_batch) = {
    classifier_softmax, classifier_perceptron, classifier_lenet5, classifier_resnet};

classifier *classifier_new(const char *kind, const dataset *shape, size_t largest_batch)
{
    size_t k;
    for (k = 0; classifier_kinds[k]; k++) {
        if (strcmp(kind, classifier_kinds[k]) == 0) {
            return makers[k](shape, largest_batch);
        }
    }
    FAIL("no classifier is called %s", kind);
}

objective *objective_classifier(const char *kind, const dataset *data, size_t agents,
                                size_t *const *share, const size_t *share_count, size_t batch,
                                double l2)
{
    return objective_of(classifier_new(kind, data, batch), data, agents, share, share_count, batch,
                        l2);
}
