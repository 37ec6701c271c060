#include "images.h"

#include "../../harness/support.h"

#include <string.h>

void images_expect_shape(const char *name, const dataset *shape)
{
    size_t c = shape->channels, h = shape->height, w = shape->width;
    if (!(c == 1 && h == 28 && w == 28) && !(c == 3 && h == 32 && w == 32)) {
        refuse("%s: images of %zu x %zu x %zu, allowed are 1 x 28 x 28 and 3 x 32 x 32", name, c, h,
               w);
    }
}

void images_from_planes(size_t rows, size_t channels, size_t area, const real *planes,
                        real *images)
{
    size_t r, c, p;
    for (r = 0; r < rows; r++) {
        for (c = 0; c < channels; c++) {
            for (p = 0; p < area; p++) {
                images[(r * area + p) * channels + c] = planes[(r * channels + c) * area + p];
            }
        }
    }
}

void images_average(size_t rows, size_t height, size_t width, size_t channels, size_t side,
                    const real *images, real *means)
{
    const real share = 1 / (real)(side * side);
    size_t y, x, c, columns = width / side, lines = height / side;
    memset(means, 0, rows * lines * columns * channels * sizeof *means);
    for (y = 0; y < rows * height; y++) {
        for (x = 0; x < width; x++) {
            real *to = means + (y / side * columns + x / side) * channels;
            for (c = 0; c < channels; c++) {
                to[c] += share * images[(y * width + x) * channels + c];
            }
        }
    }
}

void images_average_backward(size_t rows, size_t height, size_t width, size_t channels, size_t side,
                             const real *means_slope, real *images_slope)
{
    const real share = 1 / (real)(side * side);
    size_t y, x, c, columns = width / side;
    for (y = 0; y < rows * height; y++) {
        for (x = 0; x < width; x++) {
            const real *from = means_slope + (y / side * columns + x / side) * channels;
            for (c = 0; c < channels; c++) {
                images_slope[(y * width + x) * channels + c] = share * from[c];
            }
        }
    }
}
