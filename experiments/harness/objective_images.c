/* L2-regularised logistic regression that tells two classes of images apart. */
#include "objective.h"

#include "support.h"

#include <math.h>
#include <stdlib.h>

/* Square images, cut into square blocks. */
typedef struct blocks {
    const dataset *data;
    size_t side, block, across; /* across: blocks side by side */
} blocks;

static blocks blocks_of(const dataset *data, size_t block)
{
    size_t side = (size_t)lround(sqrt((double)data->pixels));
    if (side * side != data->pixels || side % block != 0) {
        refuse("data: images of %zu pixels cannot be cut into blocks of %zu x %zu", data->pixels,
               block, block);
    }
    return (blocks){data, side, block, side / block};
}

/* The mean light of every block, 0 to 1, and a 1 for the constant term; times label. */
static void write_feature(const blocks *self, size_t sample, double label, double *feature)
{
    const unsigned char *image = self->data->image + sample * self->data->pixels;
    const double area = (double)(self->block * self->block);
    size_t n = self->across * self->across, row, column;
    for (row = 0; row < self->side; row++) {
        for (column = 0; column < self->side; column++) {
            size_t at = row / self->block * self->across + column / self->block;
            feature[at] += label * image[row * self->side + column] / (255 * area);
        }
    }
    feature[n] = label;
}

/* The next sample of this class from *from on; *from goes behind it. */
static size_t next_of_class(const dataset *data, unsigned class, size_t *from)
{
    while (*from < data->count && data->label[*from] != class) {
        ++*from;
    }
    if (*from == data->count) {
        refuse("data: too few images of class %u", class);
    }
    return (*from)++;
}

objective *objective_images(const dataset *data, unsigned first, unsigned second, size_t agents,
                            size_t samples, size_t block, size_t batch, double l2)
{
    const blocks cut = blocks_of(data, block);
    size_t n = cut.across * cut.across + 1, k, s, from[2] = {0, 0};
    double *feature = allocate_reals(agents * samples * n);
    objective *self;
    for (k = 0; k < agents; k++) {
        size_t of_first = samples * (k + 1) / (agents + 1);
        for (s = 0; s < samples; s++) {
            bool is_first = s < of_first;
            size_t sample = next_of_class(data, is_first ? first : second, &from[is_first]);
            write_feature(&cut, sample, is_first ? 1 : -1, feature + (k * samples + s) * n);
        }
    }
    self = objective_logistic_of(agents, n, samples, batch, l2, feature);
    self->name = "images";
    free(feature);
    return self;
}
