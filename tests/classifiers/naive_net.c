#include "naive_net.h"

#include <math.h>

enum { MOST = 4096 };

double naive_cross_entropy(const double *score, size_t label)
{
    double all = 0;
    for (size_t c = 0; c < DATASET_CLASSES; c++) {
        all += exp(score[c]);
    }
    return -log(exp(score[label]) / all);
}

void naive_layer(size_t inputs, size_t outputs, const double *x, const double *input,
                 double *output)
{
    for (size_t j = 0; j < outputs; j++) {
        output[j] = x[inputs * outputs + j];
        for (size_t i = 0; i < inputs; i++) {
            output[j] += input[i] * x[i * outputs + j];
        }
    }
}

double naive_dense_loss(const dataset *data, size_t count, size_t hidden, const double *x)
{
    double image[MOST], unit[MOST], score[DATASET_CLASSES], sum = 0;
    for (size_t s = 0; s < count; s++) {
        for (size_t p = 0; p < data->pixels; p++) {
            image[p] = data->image[s * data->pixels + p] / 255.0;
        }
        if (hidden > 0) {
            naive_layer(data->pixels, hidden, x, image, unit);
            for (size_t j = 0; j < hidden; j++) {
                unit[j] = fmax(unit[j], 0);
            }
            naive_layer(hidden, DATASET_CLASSES, x + (data->pixels + 1) * hidden, unit, score);
        } else {
            naive_layer(data->pixels, DATASET_CLASSES, x, image, score);
        }
        sum += naive_cross_entropy(score, data->label[s]);
    }
    return sum / (double)count;
}
