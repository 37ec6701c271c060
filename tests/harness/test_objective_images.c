/* Logistic regression on two classes of images: features and shares by hand, and what holds for
   every objective. */
#include "idx_files.h"

#include "../../experiments/harness/support.h"
#include "objective_checks.h"
#include "tolerances.h"

#include <math.h>

enum { COUNT = 200, SIDE = 4, BLOCK = 2, N = 5, AGENTS = 3, SAMPLES = 8, BATCH = 3 };
enum { FIRST = 2, SECOND = 7 };

static dataset *data;

static void begin(void)
{
    scratch_begin();
    idx_write("", "train", COUNT, SIDE, SIDE, false);
    data = dataset_read(scratch_folder, DATASET_TRAIN);
}

static void end(void)
{
    dataset_free(data);
    scratch_end();
}

TestSuite(objective_images, .init = begin, .fini = end);

static objective *problem(double l2)
{
    return objective_images(data, FIRST, SECOND, AGENTS, SAMPLES, BLOCK, BATCH, l2);
}

Test(objective_images, gradient_samples_and_constants)
{
    objective *f = problem(0.02);
    cr_assert(eq(sz, f->n, N));
    check_gradient(f, 0.5, 5);
    check_sample_mean(f, 0.5, 4000, 6);
    check_constants(f, 1, 7);
    check_hessian(f, 0.5, 8);
    check_variance(f, 0.5, 4000, 9);
    for (size_t k = 0; k < AGENTS; k++) {
        cr_assert(eq(dbl, f->convexity[k], 0.02));
    }
    objective_free(f);
}

/* The curvature of the loss is largest, 1/4, at 0. */
Test(objective_images, smoothness_is_attained_at_0)
{
    objective *f = problem(0.02);
    const double zero[N] = {0};
    for (size_t k = 0; k < AGENTS; k++) {
        cr_assert(epsilon_eq(dbl, largest_curvature(f, k, zero), f->smoothness[k], TOL_CURVATURE));
    }
    objective_free(f);
}

/* Mean light of block b of the image that is number `nth` of its class. */
static double light(unsigned class, size_t nth, size_t b)
{
    size_t s = 0, row, column;
    double sum = 0;
    for (;; s++) {
        if (idx_label(s) == class && nth-- == 0) {
            break;
        }
    }
    for (row = 0; row < BLOCK; row++) {
        for (column = 0; column < BLOCK; column++) {
            size_t p = (b / 2 * BLOCK + row) * SIDE + b % 2 * BLOCK + column;
            sum += idx_pixel(s, p) / 255.0 / (BLOCK * BLOCK);
        }
    }
    return sum;
}

/* At 0 the gradient is -1/2 the mean of label times features. Of 8 images agent 0 has 2 of the
   first class, agent 1 has 4, agent 2 has 6, in the order of the file. */
Test(objective_images, features_and_shares_by_hand)
{
    static const size_t of_first[AGENTS] = {2, 4, 6};
    objective *f = problem(0);
    const double zero[N] = {0};
    double g[N];
    size_t used[2] = {0, 0};
    for (size_t k = 0; k < AGENTS; k++) {
        f->gradient(f, k, zero, g);
        for (size_t b = 0; b < N - 1; b++) {
            double sum = 0;
            for (size_t s = 0; s < SAMPLES; s++) {
                sum += s < of_first[k] ? light(FIRST, used[0] + s, b)
                                       : -light(SECOND, used[1] + s - of_first[k], b);
            }
            cr_expect(epsilon_eq(dbl, g[b], -sum / (2 * SAMPLES), TOL_OBJECTIVE));
        }
        cr_expect(epsilon_eq(dbl, g[N - 1], -(2.0 * of_first[k] - SAMPLES) / (2 * SAMPLES),
                             TOL_OBJECTIVE));
        used[0] += of_first[k];
        used[1] += SAMPLES - of_first[k];
    }
    objective_free(f);
}

/* Drawn with replacement: an entry of a sample is between all features and none. */
Test(objective_images, entries_have_a_limit_without_regularisation)
{
    objective *f = problem(0), *strong = problem(0.1);
    cr_assert(eq(dbl, f->largest_entry, 1));
    cr_assert(eq(dbl, strong->largest_entry, INFINITY));
    objective_free(f);
    objective_free(strong);
}
