#include "check.h"

#include <stddef.h>

const check checks[] = {
    {"lemma1_weights", check_lemma1},
    {"theorem1_virtual_iterate", check_theorem1},
    {"corollary1_step", check_corollary1},
    {"corollary2_bias", check_corollary2},
    {"theorem2_consensus", check_theorem2},
    {"lemma2_lambda", check_lemma2},
    {"theorem3_forecast", check_theorem3},
    {"theorem3_bound", check_theorem3_bound},
    {"theorem4_nonconvex", check_theorem4},
    {"theorem4prime_unbounded", check_theorem4prime},
    {"theorem5_weakly_strongly_convex", check_theorem5},
    {"theorem6_convex", check_theorem6},
    {"rates_stochastic", check_rates_stochastic},
    {"theorem7_rate", check_theorem7_rate},
    {"theorem7_limit", check_theorem7_limit},
    {"theorem7_covariance", check_theorem7_covariance},
    {"theorem7_fixed_point", check_theorem7_fixed_point},
    {"theorem7_bias", check_theorem7_bias},
    {"proposition7_stability", check_proposition7},
    {"proposition7_contraction", check_proposition7_contraction},
    {"theorem8a_consensus", check_theorem8a},
    {"theorem8b_average_step", check_theorem8b},
    {"delay_oracle", check_delay_oracle},
    {"two_agents_stability", check_two_agents},
    {"exact_linear", check_exact_linear},
    {"exact_responses", check_exact_responses},
    {"exact_symmetries", check_exact_symmetries},
    {NULL, NULL},
};
