#include "evaluate.h"

#include <math.h>

double consensus_error(const network *net, size_t agents, size_t n)
{
    double sum = 0;
    size_t i, c;
    for (c = 0; c < n; c++) {
        double mean = 0;
        for (i = 0; i < agents; i++) {
            mean += (double)network_x(net, i)[c] / (double)agents;
        }
        for (i = 0; i < agents; i++) {
            double distance = (double)network_x(net, i)[c] - mean;
            sum += distance * distance;
        }
    }
    return sqrt(sum / (double)agents);
}

double evaluate(classifier *model, const real *x, const dataset *data, size_t count,
                double *accuracy)
{
    enum { CHUNK = 500 };
    size_t sample[CHUNK], begin, j, right = 0;
    double loss = 0;
    for (begin = 0; begin < count; begin += CHUNK) {
        size_t length = count - begin < CHUNK ? count - begin : CHUNK, here;
        for (j = 0; j < length; j++) {
            sample[j] = begin + j;
        }
        loss += (double)length * model->loss(model, x, data, length, sample, NULL, &here);
        right += here;
    }
    *accuracy = (double)right / (double)count;
    return loss / (double)count;
}
