#include "rest.h"

#include "fixed_point.h"
#include "record.h"

#include <string.h>

enum { STEPS = 4000 };

void rest_by_theory(const rest_method *method, const rest_problem *problem, double *x)
{
    double eta_hessian[REST_SIZE];
    size_t j;
    for (j = 0; j < REST_SIZE; j++) {
        double scale = method->scale ? method->scale[j / REST_DIMENSION] : 1;
        eta_hessian[j] = method->eta * scale * problem->hessian[j];
    }
    fixed_point_solve(method->how->mixing, method->how->forecast, REST_DIMENSION, eta_hessian,
                      problem->center, x);
}

void rest_by_run(const rest_method *method, const rest_problem *problem, double *x)
{
    record_options options = {.eta = method->eta, .lambda = method->lambda, .steps = STEPS,
                              .seed = 1, .exact = true, .gradient_scale = method->scale};
    record *run = record_run(method->how, problem->objective, &options);
    memcpy(x, record_x(run, STEPS, 0), REST_SIZE * sizeof *x);
    record_free(run);
}
