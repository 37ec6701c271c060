/* Eigen: one statement per equation, and theta folded by hand into one expression. */
#include <Eigen/Core>

#include "bench.h"

extern "C" {
bench_run CONTENDER(eigen_written), CONTENDER(eigen_folded);
}

namespace {

typedef Eigen::Array<REAL, Eigen::Dynamic, 1> array;
typedef Eigen::Map<const array> input;
typedef Eigen::Map<array> output;

input in(const bench_case *c, const void *x)
{
    return input(static_cast<const REAL *>(x), static_cast<Eigen::Index>(c->n));
}

output out(const bench_case *c, void *x)
{
    return output(static_cast<REAL *>(x), static_cast<Eigen::Index>(c->n));
}

/* a times the forecast of entry j */
auto forecast(const bench_case *c, size_t j, double a)
{
    const REAL b = static_cast<REAL>(a * c->eta * static_cast<double>(c->age));
    const REAL bend = static_cast<REAL>(a * c->eta * c->lambda);
    return static_cast<REAL>(a) * in(c, c->x[j]) -
           in(c, c->sent_g[j]) * (b + bend * in(c, c->sent_g[j]) * in(c, c->moves[j]));
}

auto folded(const bench_case *c, size_t j)
{
    return static_cast<REAL>(bench_coefficient(c, j)) * in(c, c->x[j]);
}

auto folded_forecast(const bench_case *c, size_t k)
{
    const size_t j = 1 + c->fresh + k;
    return forecast(c, j, bench_coefficient(c, j));
}

auto own(const bench_case *c)
{
    return folded(c, 0) - static_cast<REAL>(c->eta) * in(c, c->g);
}

} // namespace

void CONTENDER(eigen_written)(const bench_case *c)
{
    const REAL eta = static_cast<REAL>(c->eta), theta = static_cast<REAL>(c->theta);
    output pre = out(c, c->work[0]), clip = out(c, c->work[1]), xhat = out(c, c->work[2]);
    pre = static_cast<REAL>(c->w[0]) * in(c, c->x[0]) - eta * in(c, c->g);
    clip = static_cast<REAL>(c->w_clip[0]) * in(c, c->x[0]) - eta * in(c, c->g);
    for (size_t j = 1; j < 1 + c->fresh; j++) {
        pre += static_cast<REAL>(c->w[j]) * in(c, c->x[j]);
        clip += static_cast<REAL>(c->w_clip[j]) * in(c, c->x[j]);
    }
    for (size_t j = 1 + c->fresh; j < 1 + c->fresh + c->stale; j++) {
        xhat = forecast(c, j, 1);
        pre += static_cast<REAL>(c->w[j]) * xhat;
    }
    out(c, c->x_new) = theta * pre + (1 - theta) * clip;
}

void CONTENDER(eigen_folded)(const bench_case *c)
{
    output x = out(c, c->x_new);
    switch (2 + c->fresh + 3 * c->stale) {
    case 4:
        x = own(c) + folded(c, 1) + folded(c, 2);
        return;
    case 10:
        x = own(c) + folded(c, 1) + folded(c, 2) + folded_forecast(c, 0) + folded_forecast(c, 1);
        return;
    case 18:
        x = own(c) + folded(c, 1) + folded(c, 2) + folded(c, 3) + folded(c, 4) +
            folded_forecast(c, 0) + folded_forecast(c, 1) + folded_forecast(c, 2) +
            folded_forecast(c, 3);
        return;
    default:
        x = own(c) + folded_forecast(c, 0) + folded_forecast(c, 1) + folded_forecast(c, 2) +
            folded_forecast(c, 3) + folded_forecast(c, 4) + folded_forecast(c, 5) +
            folded_forecast(c, 6) + folded_forecast(c, 7);
        return;
    }
}
