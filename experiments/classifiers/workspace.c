#include "workspace.h"

#include "../harness/support.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES = DATASET_CLASSES };

size_t workspace_at(const classifier *self, size_t part)
{
    size_t at = 0, p;
    for (p = 0; p < part; p++) {
        at += self->part[p];
    }
    return at;
}

size_t workspace_load(classifier *self, const dataset *data, size_t count, const size_t *sample)
{
    size_t rows = count < self->work->largest ? count : self->work->largest, r, p;
    for (r = 0; r < rows; r++) {
        const unsigned char *image = data->image + sample[r] * data->pixels;
        real *row = self->work->input + r * data->pixels;
        for (p = 0; p < data->pixels; p++) {
            row[p] = (real)image[p] / 255;
        }
    }
    return rows;
}

/* Scores of one sample into probabilities; returns -log of the right class's. */
static double normalise(real *score, size_t label)
{
    double power[CLASSES], largest = score[0], sum = 0, right;
    size_t c;
    for (c = 1; c < CLASSES; c++) {
        largest = score[c] > largest ? score[c] : largest;
    }
    right = score[label] - largest;
    for (c = 0; c < CLASSES; c++) {
        power[c] = exp(score[c] - largest);
        sum += power[c];
    }
    for (c = 0; c < CLASSES; c++) {
        score[c] = (real)(power[c] / sum);
    }
    return log(sum) - right;
}

static size_t largest_of(const real *score)
{
    size_t best = 0, c;
    for (c = 1; c < CLASSES; c++) {
        best = score[c] > score[best] ? c : best;
    }
    return best;
}

double workspace_losses(classifier *self, const dataset *data, size_t rows, const size_t *sample,
                        double share, size_t *right)
{
    double sum = 0;
    size_t r, c;
    for (r = 0; r < rows; r++) {
        real *score = self->work->score + r * CLASSES, *slope = self->work->slope + r * CLASSES;
        size_t label = data->label[sample[r]];
        *right += largest_of(score) == label;
        sum += normalise(score, label);
        for (c = 0; c < CLASSES; c++) {
            slope[c] = (real)(share * (score[c] - (c == label)));
        }
    }
    return sum;
}

static double loss(classifier *self, const real *x, const dataset *data, size_t count,
                   const size_t *sample, real *g, size_t *right)
{
    size_t done, rows, answers = 0;
    double sum = 0;
    if (g) {
        memset(g, 0, self->n * sizeof *g);
    }
    for (done = 0; done < count; done += rows) {
        rows = workspace_load(self, data, count - done, sample + done);
        self->work->forward(self, x, rows);
        sum += workspace_losses(self, data, rows, sample + done, 1 / (double)count, &answers);
        if (g) {
            self->work->backward(self, x, rows, g);
        }
    }
    if (right) {
        *right = answers;
    }
    return sum / (double)count;
}

static void release(classifier *self)
{
    workspace *work = self->work;
    work->release_net(work->net);
    free(work->input);
    free(work->score);
    free(work->slope);
    free(work);
    free((void *)self->part);
    free(self);
}

classifier *workspace_classifier(const char *name, const dataset *shape, size_t largest,
                                 size_t parts, const size_t *part)
{
    classifier *self = allocate(1, sizeof *self);
    size_t *lengths = allocate(parts, sizeof *lengths), p;
    workspace *work = allocate(1, sizeof *work);
    for (p = 0; p < parts; p++) {
        lengths[p] = part[p];
        self->n += part[p];
    }
    self->name = name;
    self->parts = parts;
    self->part = lengths;
    self->pixels = shape->pixels;
    self->classes = CLASSES;
    self->loss = loss;
    self->release = release;
    self->work = work;
    work->largest = largest;
    work->input = allocate_parameters(largest * shape->pixels);
    work->score = allocate_parameters(largest * CLASSES);
    work->slope = allocate_parameters(largest * CLASSES);
    return self;
}

void workspace_normal(gsl_rng *rng, size_t count, double variance, real *w)
{
    double deviation = sqrt(variance);
    size_t c;
    for (c = 0; c < count; c++) {
        w[c] = (real)gsl_ran_gaussian_ziggurat(rng, deviation);
    }
}
