# Included by the Makefile: the benchmark of the step, whose contenders are compiled several times.
# A build is a compiler with its options; a part is FILE_BUILD_TYPE: ours_gcc_double.
bench_gcc = gcc -std=c11 -O2
bench_clang = clang -std=c11 -O2
bench_native = gcc -std=c11 -O3 -march=native
bench_portable = gcc -std=c11 -O2 -DPCASGD_PORTABLE
bench_gxx = g++ -std=c++14 -O2 -x c++
bench_gxx_native = g++ -std=c++14 -O3 -march=native -x c++
bench_openmp = gcc -std=c11 -O2 -fopenmp
bench_native_openmp = gcc -std=c11 -O3 -march=native -fopenmp

bench_gsl_double = -DGSL_PREFIX=gsl_vector
bench_gsl_float = -DGSL_PREFIX=gsl_vector_float

bench_builds := ours_gcc ours_clang ours_gxx ours_native ours_portable \
	ours_openmp plain_gcc plain_native plain_native_openmp \
	blas_gcc blas_native gsl_gcc eigen_gxx eigen_gxx_native paired_gcc paired_clang \
	links_native
bench_parts := $(foreach build,$(bench_builds),$(build)_double $(build)_float)

bench_file = $(firstword $(subst _, ,$1))
bench_type = $(lastword $(subst _, ,$1))
bench_build = $(patsubst $(call bench_file,$1)_%_$(call bench_type,$1),%,$1)
bench_source = $(wildcard experiments/bench/contend_$(call bench_file,$1).c*)

$(bench_parts:%=build/bench/parts/%.o): build/bench/parts/%.o: $$(call bench_source,$$*) | dependencies
	@mkdir -p $(@D)
	$(bench_$(call bench_build,$*)) -D_POSIX_C_SOURCE=200809L -Iinclude -isystem /usr/include/eigen3 \
		$(WARNINGS) -DREAL=$(call bench_type,$*) -DPCASGD_REAL=$(call bench_type,$*) \
		$(bench_gsl_$(call bench_type,$*)) \
		-DSUFFIX=$(call bench_build,$*)_$(call bench_type,$*) -MMD -MP -c $< -o $@

build/objects/experiments/bench/%.o: STANDARD += -fopenmp
bench_objects = $(patsubst %.c,build/objects/experiments/bench/%.o,$1)

build/bench/step: $(call bench_objects,step.c rows.c problem.c measure.c contenders.c) \
		$(bench_parts:%=build/bench/parts/%.o) build/harness.a
	g++ -fopenmp $(filter %.o,$^) $(filter %.a,$^) -lopenblas $(LIBRARIES) -o $@
build/bench/age: $(call bench_objects,age.c measure.c) build/harness.a
	@mkdir -p $(@D)
	$(CC) $(filter %.o,$^) $(filter %.a,$^) -fopenmp $(LIBRARIES) -o $@
build/bench/simulator: $(call bench_objects,simulator.c simulator_rows.c simulated.c numpy_peer.c \
		measure.c) build/harness.a
	@mkdir -p $(@D)
	$(CC) $(filter %.o,$^) $(filter %.a,$^) -fopenmp $(LIBRARIES) -o $@

# for the tests: contenders that must be refused
build/bench/wrong: tests/bench_wrong.c build/objects/experiments/bench/problem.o build/harness.a
	$(CC) $(STANDARD) $(WARNINGS) $(CFLAGS) $^ $(LIBRARIES) -o $@
