/* SPDX-License-Identifier: MIT
 *
 * Every refusal of pcasgd_forecast() and pcasgd_advance(), with the output as it was.
 */
#include "fixture.h"
#include "refusals.h"

static const real some[1] = {1};

static const pcasgd_neighbour whole = {
    .x = some, .g = some, .moves = some, .meansq = some, .age = 2};

static const pcasgd_opts good = {1, 1e-3, 0};

static void assert_forecast(const pcasgd_neighbour *message, double eta, const pcasgd_opts *opts,
                            int code)
{
    real xhat[1];
    memset(xhat, SENTINEL, sizeof xhat);
    cr_assert(eq(int, pcasgd_forecast(1, xhat, message, eta, opts), code), "eta %g", eta);
    cr_assert(eq(int, is_untouched(xhat, sizeof xhat), code != PCASGD_OK));
}

static void assert_advance(const real *g, const real *x, const real *x_sent, double eta,
                           const pcasgd_opts *opts, int code)
{
    real xhat[1];
    memset(xhat, SENTINEL, sizeof xhat);
    cr_assert(eq(int, pcasgd_advance(1, xhat, g, some, x, x_sent, eta, opts), code), "eta %g", eta);
    /* A good call may leave it as it was too: eta may be 0. */
    cr_assert(code == PCASGD_OK || is_untouched(xhat, sizeof xhat), "eta %g", eta);
}

Test(refusals, forecast_pointers)
{
    pcasgd_neighbour message = whole;
    assert_forecast(NULL, 0.5, &good, PCASGD_E_NULL);
    assert_forecast(&whole, 0.5, NULL, PCASGD_E_NULL);
    cr_assert(eq(int, pcasgd_forecast(1, NULL, &whole, 0.5, &good), PCASGD_E_NULL));
    message.x = NULL;
    assert_forecast(&message, 0.5, &good, PCASGD_E_NULL);
    message = whole;
    message.moves = NULL;
    assert_forecast(&message, 0.5, &good, PCASGD_E_MOVES);
    assert_forecast(&message, 0.5, &(pcasgd_opts){0, 0, 0}, PCASGD_OK);
    message.age = 1;
    assert_forecast(&message, 0.5, &good, PCASGD_OK);
    message.age = 2;
    message.g = NULL;
    assert_forecast(&message, 0.5, &good, PCASGD_OK);
}

Test(refusals, forecast_scalars)
{
    for (size_t i = 0; i < COUNT(not_nonnegative); i++) {
        assert_forecast(&whole, not_nonnegative[i], &good, PCASGD_E_ETA);
        assert_forecast(&whole, 0.5, &(pcasgd_opts){not_nonnegative[i], 1, 0}, PCASGD_E_LAMBDA);
    }
    for (size_t i = 0; i < COUNT(nonnegative); i++) {
        assert_forecast(&whole, nonnegative[i], &good, PCASGD_OK);
        assert_forecast(&whole, 0.5, &(pcasgd_opts){nonnegative[i], 1, 0}, PCASGD_OK);
    }
    for (size_t i = 0; i < COUNT(not_positive); i++) {
        pcasgd_neighbour message = whole;
        assert_forecast(&whole, 0.5, &(pcasgd_opts){1, not_positive[i], 0}, PCASGD_E_EPSILON);
        message.meansq = NULL;
        assert_forecast(&message, 0.5, &(pcasgd_opts){1, not_positive[i], 0}, PCASGD_OK);
        message = whole;
        message.age = 1;
        assert_forecast(&message, 0.5, &(pcasgd_opts){1, not_positive[i], 0}, PCASGD_OK);
    }
    for (size_t i = 0; i < COUNT(positive); i++) {
        assert_forecast(&whole, 0.5, &(pcasgd_opts){1, positive[i], 0}, PCASGD_OK);
    }
}

Test(refusals, advance_pointers)
{
    const pcasgd_opts plain = {0, 0, 0};
    assert_advance(some, some, some, 0.5, NULL, PCASGD_E_NULL);
    assert_advance(NULL, some, some, 0.5, &good, PCASGD_E_NULL);
    assert_advance(NULL, some, some, 0.5, &plain, PCASGD_E_NULL);
    assert_advance(some, NULL, some, 0.5, &good, PCASGD_E_NULL);
    assert_advance(some, some, NULL, 0.5, &good, PCASGD_E_NULL);
    assert_advance(some, NULL, NULL, 0.5, &plain, PCASGD_OK);
    assert_advance(some, NULL, NULL, 0.5, &(pcasgd_opts){0, 1, 0}, PCASGD_OK);
    assert_advance(some, NULL, NULL, 0.5, &(pcasgd_opts){1, 0, 0}, PCASGD_E_NULL);
    cr_assert(eq(int, pcasgd_advance(1, NULL, some, NULL, some, some, 0.5, &good), PCASGD_E_NULL));
    cr_assert(eq(int, pcasgd_advance(0, NULL, NULL, NULL, NULL, NULL, 0.5, NULL), PCASGD_E_NULL));
}

Test(refusals, advance_scalars)
{
    real xhat = 1;
    for (size_t i = 0; i < COUNT(not_nonnegative); i++) {
        const pcasgd_opts opts = {not_nonnegative[i], 1, 0};
        assert_advance(some, some, some, not_nonnegative[i], &good, PCASGD_E_ETA);
        assert_advance(some, some, some, 0.5, &opts, PCASGD_E_LAMBDA);
    }
    for (size_t i = 0; i < COUNT(nonnegative); i++) {
        assert_advance(some, some, some, nonnegative[i], &good, PCASGD_OK);
        assert_advance(some, some, some, 0.5, &(pcasgd_opts){nonnegative[i], 1, 0}, PCASGD_OK);
    }
    for (size_t i = 0; i < COUNT(not_positive); i++) {
        const pcasgd_opts opts = {1, not_positive[i], 0}, plain = {0, not_positive[i], 0};
        assert_advance(some, some, some, 0.5, &opts, PCASGD_E_EPSILON);
        assert_advance(some, some, some, 0.5, &plain, PCASGD_OK);
        cr_assert(eq(int, pcasgd_advance(1, &xhat, some, NULL, some, some, 0.5, &opts), PCASGD_OK));
    }
    for (size_t i = 0; i < COUNT(positive); i++) {
        assert_advance(some, some, some, 0.5, &(pcasgd_opts){1, positive[i], 0}, PCASGD_OK);
    }
}
