#!/bin/sh
# Runs all tests that `make test` has built: tests/run.sh SUITE...
# Every part runs even if an earlier one failed; the exit status is 0 only if all are good.
set -u
cd "$(dirname "$0")/.."
here=$(pwd)
failed=0
meanwhile=

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

# The same in the background, into a file; `collect` prints it and counts.
part_meanwhile() {
    (failed=0; part "$@"; exit $failed) > "$logs.$1" 2>&1 &
    meanwhile="$meanwhile $1:$!"
}

collect() {
    for entry in $meanwhile; do
        wait "${entry##*:}" || failed=$((failed + 1))
        cat "$logs.${entry%%:*}"
    done
}

no_sanitizer_reports() {
    if [ -n "$(ls "$logs")" ]; then
        cat "$logs"/*
        return 1
    fi
}

# The committed file, since `make validate` writes to the working tree; outside git, the file there.
committed() {
    git show "HEAD:$1" 2> /dev/null || cat "$1"
}

same_as_committed() {
    committed docs/RESULTS.md | cmp - build/report/RESULTS.md || return 1
    for figure in build/report/figures/*.svg; do
        committed "plots/figures/$(basename "$figure")" | cmp - "$figure" || return 1
    done
}

part_meanwhile header-alone sh tests/compile/check.sh
part_meanwhile coverage sh tests/header/coverage.sh
for suite in "$@"; do
    part "$suite" "build/sanitized/test_$suite" --short-filename
done
part bench sh tests/bench.sh
part mpi sh tests/mpi/run.sh build/mpi
part sanitizers no_sanitizer_reports
part documents sh tests/documents.sh
part results-as-committed same_as_committed
collect

[ "$failed" -eq 0 ]
