#include "dataset.h"

#include "support.h"

#include <gsl/gsl_randist.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* How often shares are drawn before it is given up that everybody has a sample. */
enum { TRIES = 1000 };

/* Where the samples of class c that agent k gets end, in a list of `count`: end[c*agents + k]. The
   last agent's end is the end of the list, whatever rounding says. */
static void draw_ends(gsl_rng *rng, size_t agents, double alpha, const size_t *count, size_t *end)
{
    double *strength = allocate_reals(agents), *part = allocate_reals(agents);
    size_t c, k;
    for (k = 0; k < agents; k++) {
        strength[k] = alpha;
    }
    for (c = 0; c < DATASET_CLASSES; c++) {
        double sum = 0;
        gsl_ran_dirichlet(rng, agents, strength, part);
        for (k = 0; k < agents; k++) {
            sum += part[k];
            end[c * agents + k] = (size_t)(sum * (double)count[c]);
            if (k + 1 == agents || end[c * agents + k] > count[c]) {
                end[c * agents + k] = count[c];
            }
        }
    }
    free(strength);
    free(part);
}

static size_t begin_of(const size_t *end, size_t agents, size_t c, size_t k)
{
    return k > 0 ? end[c * agents + k - 1] : 0;
}

static bool everybody_has_some(const size_t *end, size_t agents, size_t *share_count)
{
    size_t k, c, fewest = (size_t)-1;
    for (k = 0; k < agents; k++) {
        share_count[k] = 0;
        for (c = 0; c < DATASET_CLASSES; c++) {
            share_count[k] += end[c * agents + k] - begin_of(end, agents, c, k);
        }
        fewest = share_count[k] < fewest ? share_count[k] : fewest;
    }
    return fewest > 0;
}

/* The sample numbers of every class, in random order: list[c] has count[c]. */
static void shuffle_classes(const dataset *data, gsl_rng *rng, size_t **list, size_t *count)
{
    size_t s, c;
    memset(count, 0, DATASET_CLASSES * sizeof *count);
    for (c = 0; c < DATASET_CLASSES; c++) {
        list[c] = allocate(data->count, sizeof **list);
    }
    for (s = 0; s < data->count; s++) {
        c = data->label[s];
        list[c][count[c]++] = s;
    }
    for (c = 0; c < DATASET_CLASSES; c++) {
        if (count[c] > 0) { /* GSL does not shuffle an empty list */
            gsl_ran_shuffle(rng, list[c], count[c], sizeof **list);
        }
    }
}

void dataset_partition_dirichlet(const dataset *data, size_t agents, double alpha,
                                 unsigned long seed, size_t **share, size_t *share_count)
{
    gsl_rng *rng = rng_new(seed, 0, RNG_PARTITION);
    size_t *list[DATASET_CLASSES], count[DATASET_CLASSES], tries = 0, c, k;
    size_t *end = allocate(DATASET_CLASSES * agents, sizeof *end);
    if (!(alpha >= 1e-3 && alpha <= 1e6)) {
        refuse("Dirichlet partition: alpha %g is not from 0.001 to 1000000", alpha);
    }
    shuffle_classes(data, rng, list, count);
    do {
        if (tries++ == TRIES) {
            refuse("Dirichlet partition of %zu samples over %zu agents with alpha %g: in %d draws "
                   "some agent was always without a sample; use fewer agents or a larger alpha",
                   data->count, agents, alpha, TRIES);
        }
        draw_ends(rng, agents, alpha, count, end);
    } while (!everybody_has_some(end, agents, share_count));
    for (k = 0; k < agents; k++) {
        size_t used = 0;
        share[k] = allocate(share_count[k], sizeof **share);
        for (c = 0; c < DATASET_CLASSES; c++) {
            size_t first = begin_of(end, agents, c, k), length = end[c * agents + k] - first;
            memcpy(share[k] + used, list[c] + first, length * sizeof **share);
            used += length;
        }
    }
    for (c = 0; c < DATASET_CLASSES; c++) {
        free(list[c]);
    }
    free(end);
    gsl_rng_free(rng);
}
