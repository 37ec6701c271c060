#!/bin/sh
# SPDX-License-Identifier: MIT
# How much of the header the tests in this folder run: lines and branches, for double and for float,
# with vectors and in plain C. A machine without AVX2 cannot run the vectors.
# From the root of the repository: sh tests/header/coverage.sh
# Prints one line per build; the status is 0 if all of them are 100 % and the tests pass.
set -u

compiler=${CC:-gcc}
gcov=${GCOV:-gcov}
status=0

# Without the -fkeep options functions that nothing calls would vanish from the count.
options='-std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude -Itests -O0 -fkeep-inline-functions
    -fkeep-static-functions'

# The units of a fixed element type are not counted: they would count for both.
# build TYPE [OPTION]
build() {
    folder=build/coverage/$1$2
    rm -rf "$folder"
    mkdir -p "$folder" || return 1
    for source in tests/header/*.c; do
        object=$folder/$(basename "$source" .c).o
        case $source in
        */unit_*) counted= ;;
        *) counted=--coverage ;;
        esac
        "$compiler" $options $counted "-DPCASGD_REAL=$1" $2 -c "$source" -o "$object" || return 1
    done
    "$compiler" --coverage "$folder"/*.o $(pkg-config --libs criterion) -lm -o "$folder/tests"
}

measure() {
    build "$1" "$2" || return 1
    tests=passed
    "$folder/tests" >"$folder/log" 2>&1 || tests=failed
    gcovr --root . --gcov-executable "$gcov" --filter include/pcasgd.h --branches \
        "$folder" >"$folder/branches.txt" || return 1
    gcovr --root . --gcov-executable "$gcov" --filter include/pcasgd.h --json-summary \
        "$folder/summary.json" "$folder" || return 1
    echo "$1 $2: lines $(total line_percent) %, branches $(total branch_percent) % (tests $tests)"
    complete line && complete branch && test $tests = passed && return 0
    cat "$folder/branches.txt"
    test $tests = passed || cat "$folder/log"
    return 1
}

# The totals stand last in the summary.
total() {
    tr ',{}' '\n\n\n' <"$folder/summary.json" | sed -n "s/.*\"$1\": *//p" | tail -n 1
}

# By the counts: a percentage may have been rounded up to 100.
complete() {
    test "$(total "$1_total")" -gt 0 && test "$(total "$1_covered")" -eq "$(total "$1_total")"
}

has_vectors() {
    case $(uname -m) in
    x86_64) grep -qw avx2 /proc/cpuinfo ;;
    *) true ;;
    esac
}

for type in double float; do
    if has_vectors; then
        measure $type '' || status=1
    fi
    measure $type -DPCASGD_PORTABLE || status=1
done
exit $status
