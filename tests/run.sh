#!/bin/sh
# Runs all tests that `make test` has built: tests/run.sh SUITE...
# Every part runs even if an earlier one failed; the exit status is 0 only if all are good.
set -u
cd "$(dirname "$0")/.."
here=$(pwd)
failed=0

# A leak does not fail a Criterion test: sanitizers write files, and a file fails the run.
logs=$here/build/sanitized/logs
rm -rf "$logs"
mkdir -p "$logs"
export ASAN_OPTIONS=detect_leaks=1:log_path=$logs/address
export UBSAN_OPTIONS=print_stacktrace=1:log_path=$logs/undefined
export PCASGD_BUILD=build/sanitized

part() {
    name=$1
    shift
    started=$(date +%s)
    if "$@"; then
        echo "passed: $name ($(($(date +%s) - started)) s)"
    else
        echo "FAILED: $name"
        failed=$((failed + 1))
    fi
}

no_sanitizer_reports() {
    if [ -n "$(ls "$logs")" ]; then
        cat "$logs"/*
        return 1
    fi
}

same_as_committed() {
    cmp build/report/RESULTS.md docs/RESULTS.md || return 1
    for figure in build/report/figures/*.svg; do
        cmp "$figure" "plots/figures/$(basename "$figure")" || return 1
    done
}

part "header alone, every compiler and standard" sh tests/compile/check.sh
for suite in "$@"; do
    part "$suite" "build/sanitized/test_$suite" --short-filename
done
part "no report of a sanitizer" no_sanitizer_reports
part "coverage of the header" sh tests/header/coverage.sh
part "documents" sh tests/documents.sh
part "results and figures are those of a fresh run" same_as_committed

[ "$failed" -eq 0 ]
