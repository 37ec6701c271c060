#include "rates.h"

#include "../harness/support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>

power_law power_law_fit(size_t count, const double *x, const double *y,
                        const double *relative_error)
{
    double *logs = allocate_reals(3 * count), *log_y = logs + count, *weight = logs + 2 * count;
    double intercept, slope, variance, unused, sum, reach;
    size_t j;
    for (j = 0; j < count; j++) {
        logs[j] = log(x[j]);
        log_y[j] = log(y[j]);
        weight[j] = relative_error ? 1 / (relative_error[j] * relative_error[j]) : 1;
    }
    if (relative_error) {
        gsl_fit_wlinear(logs, 1, weight, 1, log_y, 1, count, &intercept, &slope, &unused, &unused,
                        &variance, &sum);
        reach = sqrt(variance) * gsl_cdf_ugaussian_Pinv(0.975);
    } else {
        gsl_fit_linear(logs, 1, log_y, 1, count, &intercept, &slope, &unused, &unused, &variance,
                       &sum);
        reach = sqrt(variance) * gsl_cdf_tdist_Pinv(0.975, (double)count - 2);
    }
    free(logs);
    return (power_law){slope, slope - reach, slope + reach, exp(intercept)};
}

static verdict judge_interval(double low, double high, double theory, double half_width)
{
    if (theory < low || theory > high) {
        return VIOLATED;
    }
    return low <= theory && theory <= high && high - low <= 2 * half_width ? HOLDS : INCONCLUSIVE;
}

verdict judge_exponent(const power_law *fit, double theory, double half_width)
{
    return judge_interval(fit->low, fit->high, theory, half_width);
}

line line_fit(size_t count, const double *x, const double *y, const double *error)
{
    double *weight = allocate_reals(count), at_zero, slope, variance, unused, sum, reach;
    size_t j;
    for (j = 0; j < count; j++) {
        weight[j] = 1 / (error[j] * error[j]);
    }
    gsl_fit_wlinear(x, 1, weight, 1, y, 1, count, &at_zero, &slope, &variance, &unused, &unused,
                    &sum);
    reach = sqrt(variance) * gsl_cdf_ugaussian_Pinv(0.975);
    free(weight);
    return (line){at_zero, at_zero - reach, at_zero + reach, slope};
}

verdict judge_at_zero(const line *fit, double theory, double half_width)
{
    return judge_interval(fit->low, fit->high, theory, half_width);
}
