/* The type of parameters and gradients: double where the theory is checked, float where networks
   are trained, from the same sources. It is the header's element type; weights and other scalars
   are double in both. */
#ifndef REAL_H
#define REAL_H

#ifndef PCASGD_REAL
#define PCASGD_REAL double
#endif

typedef PCASGD_REAL real;

#endif
