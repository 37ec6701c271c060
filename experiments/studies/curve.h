/* The curve of one run: what is measured at equal distances of steps, kept in a file, so that a
   study that was interrupted goes on where it stopped. */
#ifndef CURVE_H
#define CURVE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum measure {
    MEASURE_STEP,      /* steps per agent */
    MEASURE_TIME,      /* simulated time; without a clock the same as steps */
    MEASURE_LOSS,      /* training loss, mean over agents */
    MEASURE_ACCURACY,  /* share of right answers on images not trained on, mean over agents */
    MEASURE_CONSENSUS, /* sqrt(mean_i |x_i - mean x|^2) */
    MEASURE_PREDICTS,  /* practical variant: share of choices so far that were for predicting */
    MEASURE_RIGHT,     /* share of judged choices so far that were for the smaller loss */
    MEASURES
} measure;

typedef struct curve {
    size_t records;
    double *at; /* records x MEASURES */
} curve;

curve curve_new(size_t records);
void curve_free(curve *self);

/* The file appears when it is whole. settings: one line, everything that decides the run. */
void curve_write(const curve *self, const char *path, const char *settings);

/* Reads it into self if there is one, with the same settings and number of records; else false. */
bool curve_read(curve *self, const char *path, const char *settings);

#endif
