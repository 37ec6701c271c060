// SPDX-License-Identifier: MIT
// C++ code that uses the header the C++ way: containers, a namespace, a lambda around the step.
#include <vector>

#include "pcasgd.h"

namespace agent {

std::vector<pcasgd_real> follow(std::vector<pcasgd_real> x, const std::vector<pcasgd_real> &sent,
                                std::size_t age)
{
    const std::size_t n = x.size();
    const pcasgd_opts opts = pcasgd_opts_default();
    const std::vector<pcasgd_real> zero(n);
    std::vector<pcasgd_neighbour> row{{x.data(), nullptr, nullptr, nullptr, 0.5, 0, 0},
                                      {sent.data(), nullptr, nullptr, nullptr, 0.5, 0, age}};
    const auto step = [&](double theta) {
        return pcasgd_step(n, row.size(), x.data(), zero.data(), row.data(), 0.1, theta, &opts);
    };
    if (pcasgd_clip_renormalise(row.size(), row.data(), &opts) != PCASGD_OK ||
        step(1) != PCASGD_OK) {
        x.clear();
    }
    return x;
}

} // namespace agent

int main()
{
    const std::vector<pcasgd_real> x = agent::follow({2, 4}, {4, 8}, 3);
    return x.size() == 2 && x[0] >= 3 && x[0] <= 3 && x[1] >= 6 && x[1] <= 6 ? 0 : 1;
}
