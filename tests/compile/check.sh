#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the header alone: gcc and clang, C99 to C2x and C++11 to C++20, four element types, every
# warning an error; links units, calls it from C++, exports it, and sees -ffast-math refused.
# From the root of the repository: sh tests/compile/check.sh
# Prints what fails and one closing line; the status is 0 if nothing failed.
set -u

here=tests/compile
warnings='-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Wundef
    -Wcast-qual -Werror'
passed=0
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# check NAME COMMAND...: the command has to succeed
check() {
    name=$1
    shift
    if "$@" >"$work/output" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        echo "  $*"
        sed 's/^/  /' "$work/output"
    fi
}

cxx_of() {
    case $1 in
    *clang*) echo "$1" | sed 's/clang/clang++/' ;;
    *) echo "$1" | sed 's/gcc/g++/' ;;
    esac
}

# languages TYPE PEDANTIC: every standard, syntax and warnings only
languages() {
    for standard in c99 c11 c17 c2x; do
        check "$cc -std=$standard, $1" \
            "$cc" -std=$standard $warnings $2 -Iinclude "-DPCASGD_REAL=$1" -fsyntax-only \
            $here/unit.c
    done
    for standard in c++11 c++14 c++17 c++20; do
        check "$cxx -std=$standard, $1" \
            "$cxx" -std=$standard $warnings $2 -Iinclude "-DPCASGD_REAL=$1" -fsyntax-only \
            $here/unit.cc
    done
}

# pair COMPILER SUFFIX TYPE OPTIONS...: two units and a main in one program, which runs
pair() {
    compiler=$1
    suffix=$2
    type=$3
    shift 3
    for unit in one two; do
        check "$compiler, unit $unit, $type" "$compiler" -O2 $warnings "$@" -Iinclude \
            "-DPCASGD_REAL=$type" -DUNIT=unit_$unit -c "$here/unit.$suffix" -o "$work/$unit.o"
    done
    check "$compiler, two units, $type" "$compiler" -O2 $warnings "$@" -Iinclude \
        "-DPCASGD_REAL=$type" "$here/pair.$suffix" "$work/one.o" "$work/two.o" -lm -o "$work/pair"
    check "$compiler, run of two units, $type" "$work/pair"
    rm -f "$work/one.o" "$work/two.o" "$work/pair"
}

# Every function in the header's list of prototypes, and no other, is external.
exported() {
    sed -n 's/^PCASGD_API .*[ *]\(pcasgd_[a-z_]*\)(.*[;,]$/\1/p' include/pcasgd.h | sort -u \
        >"$work/promised"
    nm "$work/export.o" | sed -n 's/.* [A-TV-Z] _*//p' | sort >"$work/external"
    test -s "$work/promised" && diff "$work/promised" "$work/external"
}

exports() {
    check "$cc, export unit" \
        "$cc" -std=c99 -O2 $warnings -Wpedantic -Iinclude -c $here/export.c -o "$work/export.o"
    check "$cc, exported symbols" exported
    check "$cc, import by name" \
        "$cc" -O2 $warnings -Wpedantic $here/import.c "$work/export.o" -lm -o "$work/import"
    check "$cc, run of the import" "$work/import"
}

# refused COMMAND...: the compiler fails, and says why in the header's words
refused() {
    if "$@" >"$work/refusal" 2>&1; then
        echo "was not refused"
        return 1
    fi
    grep 'error.*breaks the refusal of NaN' "$work/refusal"
}

fast_math() {
    for option in -ffast-math -ffinite-math-only; do
        for compiler in "$cc" "$cxx"; do
            suffix=$(test "$compiler" = "$cc" && echo c || echo cc)
            check "$compiler refuses $option" \
                refused "$compiler" $option -Iinclude -fsyntax-only "$here/unit.$suffix"
            check "$compiler allows $option" "$compiler" $option -DPCASGD_ALLOW_FAST_MATH \
                $warnings -Iinclude -fsyntax-only "$here/unit.$suffix"
        done
    done
}

# The compilers' own OpenMP; a compiler without its library is passed over.
threads() {
    echo '#include <omp.h>' >"$work/omp.c"
    echo 'int main(void) { return omp_get_max_threads() < 1; }' >>"$work/omp.c"
    "$cc" -fopenmp "$work/omp.c" -o "$work/omp" >"$work/probe" 2>&1 || return
    for type in double float; do
        check "$cc -fopenmp, $type" "$cc" -std=c99 -O2 -fopenmp -ffp-contract=off $warnings \
            -Wpedantic -Iinclude "-DPCASGD_REAL=$type" $here/threads.c -lm -o "$work/threads"
        check "$cc -fopenmp, run, $type" "$work/threads"
    done
}

has_float16() {
    echo '_Float16 half = 1;' | "$1" -x "$2" -fsyntax-only - >"$work/probe" 2>&1
}

for cc in ${COMPILERS:-gcc clang}; do
    cxx=$(cxx_of "$cc")
    for type in double float 'long double'; do
        languages "$type" -Wpedantic
        pair "$cc" c "$type" -Wpedantic
        pair "$cxx" cc "$type" -Wpedantic
        check "$cxx, C++ calls, $type" "$cxx" -std=c++11 -O2 $warnings -Wpedantic -Iinclude \
            "-DPCASGD_REAL=$type" $here/calls.cc -o "$work/calls"
        check "$cxx, run of C++ calls, $type" "$work/calls"
        rm -f "$work/calls"
    done
    # The type is an extension: -Wpedantic would refuse its name.
    if has_float16 "$cc" c; then
        for standard in c99 c11 c17 c2x; do
            check "$cc -std=$standard, _Float16" "$cc" -std=$standard $warnings -Iinclude \
                -DPCASGD_REAL=_Float16 -fsyntax-only $here/unit.c
        done
        pair "$cc" c _Float16
    fi
    if has_float16 "$cxx" c++; then
        pair "$cxx" cc _Float16
    fi
    exports
    threads
    fast_math
done
echo "$passed passed, $failed failed"
test "$failed" -eq 0
