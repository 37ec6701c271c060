/* PC-ASGD by hand: two agents, one parameter each, f_i(x) = (x - target_i)^2 / 2.
   Agent 0 hears agent 1 one step late; agent 1 hears agent 0 at once. No library but the header. */
#include <stdio.h>
#include "pcasgd.h"

int main(void)
{
    const double eta = 0.5, theta = 0.5, target[2] = {0, 8};
    const size_t age[2] = {1, 0};               /* of the message that agent 0, agent 1 receives */
    double x[2] = {4, 4}, sent_x[2] = {4, 4}, sent_g[2] = {0, 0}; /* sent one step ago */
    pcasgd_opts opts = pcasgd_opts_default();

    printf("step agent      x       g    xhat     pre    clip     new\n");
    for (int t = 0; t < 4; t++) {
        double g[2] = {x[0] - target[0], x[1] - target[1]}, next[2];
        for (int i = 0; i < 2; i++) {
            int k = 1 - i;
            double xhat = 0, pre = 0, clip = 0;
            pcasgd_neighbour row[2] = {
                {&x[i], NULL, NULL, NULL, 0.5, 0, 0},
                {age[i] ? &sent_x[k] : &x[k], age[i] ? &sent_g[k] : &g[k], NULL, NULL, 0.5, 0, age[i]}};
            pcasgd_clip_to_self(2, row, &opts);
            pcasgd_forecast(1, &xhat, &row[1], eta, &opts);
            pcasgd_predict(1, 2, &pre, &g[i], row, eta, &opts);
            pcasgd_clip(1, 2, &clip, &g[i], row, eta, &opts);
            pcasgd_combine(1, &next[i], &pre, &clip, theta);
            printf("%4d %5d %6g %7g %7g %7g %7g %7g\n", t, i, x[i], g[i], xhat, pre, clip,
                   next[i]);
        }
        for (int i = 0; i < 2; i++) {
            sent_x[i] = x[i];
            sent_g[i] = g[i];
            x[i] = next[i];
        }
    }
    return 0;
}
