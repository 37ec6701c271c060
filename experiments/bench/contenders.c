/* All contenders of the step benchmark. For each number of threads the first is the limit, the second
   the one that others are compared with. */
#include "bench.h"

#define DECLARE(name, build) bench_run name##_##build##_double, name##_##build##_float
#define RUNS(name, build) {name##_##build##_double, name##_##build##_float}

DECLARE(limit, native);
DECLARE(ours, gcc);
DECLARE(ours, clang);
DECLARE(ours, gxx);
DECLARE(ours, native);
DECLARE(ours, portable);
DECLARE(limit, native_openmp);
DECLARE(ours, openmp);
DECLARE(fused, native_openmp);
DECLARE(practical, gcc);
DECLARE(practical, clang);
DECLARE(fused, gcc);
DECLARE(fused, native);
DECLARE(naive, gcc);
DECLARE(naive, native);
DECLARE(blas_folded, gcc);
DECLARE(blas_written, gcc);
DECLARE(blas_folded, native);
DECLARE(blas_written, native);
DECLARE(gsl_folded, gcc);
DECLARE(gsl_written, gcc);
DECLARE(eigen_folded, gxx);
DECLARE(eigen_written, gxx);
DECLARE(eigen_folded, gxx_native);
DECLARE(eigen_written, gxx_native);

#define O2 "gcc -O2"
#define NATIVE "gcc -O3 -march=native"

const bench_contender bench_contenders[] = {
    {"stream limit", NATIVE, BENCH_LIMIT, RUNS(limit, native), 1},
    {"pcasgd.h", O2, BENCH_STEP, RUNS(ours, gcc), 1},
    {"pcasgd.h", "clang -O2", BENCH_STEP, RUNS(ours, clang), 1},
    {"pcasgd.h", "g++ -O2", BENCH_STEP, RUNS(ours, gxx), 1},
    {"pcasgd.h", NATIVE, BENCH_STEP, RUNS(ours, native), 1},
    {"pcasgd.h, plain C", O2, BENCH_STEP, RUNS(ours, portable), 1},
    {"practical variant", O2, BENCH_PAIR, RUNS(practical, gcc), 1},
    {"practical variant", "clang -O2", BENCH_PAIR, RUNS(practical, clang), 1},
    {"fused by hand", O2, BENCH_STEP, RUNS(fused, gcc), 1},
    {"fused by hand", NATIVE, BENCH_STEP, RUNS(fused, native), 1},
    {"three functions", O2, BENCH_STEP, RUNS(naive, gcc), 1},
    {"three functions", NATIVE, BENCH_STEP, RUNS(naive, native), 1},
    {"OpenBLAS folded", O2, BENCH_STEP, RUNS(blas_folded, gcc), 1},
    {"OpenBLAS as written", O2, BENCH_STEP, RUNS(blas_written, gcc), 1},
    {"OpenBLAS folded", NATIVE, BENCH_STEP, RUNS(blas_folded, native), 1},
    {"OpenBLAS as written", NATIVE, BENCH_STEP, RUNS(blas_written, native), 1},
    {"GSL folded", "library", BENCH_STEP, RUNS(gsl_folded, gcc), 1},
    {"GSL as written", "library", BENCH_STEP, RUNS(gsl_written, gcc), 1},
    {"Eigen folded", "g++ -O2", BENCH_STEP, RUNS(eigen_folded, gxx), 1},
    {"Eigen as written", "g++ -O2", BENCH_STEP, RUNS(eigen_written, gxx), 1},
    {"Eigen folded", "g++ -O3 -march=native", BENCH_STEP, RUNS(eigen_folded, gxx_native), 1},
    {"Eigen as written", "g++ -O3 -march=native", BENCH_STEP, RUNS(eigen_written, gxx_native), 1},
    {"stream limit", NATIVE " -fopenmp", BENCH_LIMIT, RUNS(limit, native_openmp), 2},
    {"pcasgd.h", O2 " -fopenmp", BENCH_STEP, RUNS(ours, openmp), 2},
    {"pcasgd.h, one thread", O2, BENCH_STEP, RUNS(ours, gcc), 2},
    {"fused by hand", NATIVE " -fopenmp", BENCH_STEP, RUNS(fused, native_openmp), 2}};

const size_t bench_contender_count = sizeof bench_contenders / sizeof *bench_contenders;
