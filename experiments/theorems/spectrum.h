/* The exact rate on quadratics with one Hessian for all agents (docs/theory.md, section 7): the
   spectral radius of A(h), for lambda = 0. */
#ifndef SPECTRUM_H
#define SPECTRUM_H

#include "weights.h"

#include <stddef.h>

/* The size of the largest irreducible part of A(h): of a class of agents, their newest parameters
   and older ones as far back as the class hears them. The time for the radius grows with its third
   power; 1000 take some seconds. */
size_t spectrum_states(const mixing *weights);

/* rho(A(h)) with eta_h = eta * h: per step, errors of curvature h shrink by this factor. NaN where
   entries of A(h) or the iteration overflow. */
double spectral_radius(const mixing *weights, double eta_h);

#endif
