#include "baselines.h"

void ad_psgd(network *net, size_t agent, size_t partner)
{
    network_average(net, agent, partner);
    network_descend(net, agent);
}
