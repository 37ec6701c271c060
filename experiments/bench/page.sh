#!/bin/sh
# Usage: page.sh FOLDER
# Puts what was measured, and on what, between the markers of docs/performance.md.
set -eu
cd "$(dirname "$0")/../.."
folder=$1
page=docs/performance.md

{
    echo
    echo "Processor: $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores," \
        "caches $(lscpu | sed -n 's/^\(L[123]d\{0,1\}\) cache: *\([^(]*\).*/\1 \2/p' | tr -s ' \n' ' ')"
    echo "(caches of all cores together). Compilers: $(gcc --version | head -n 1);" \
        "$(clang --version | head -n 1)."
    echo
    cat "$folder/step.md"
    echo "The cost of one stale neighbour by its age, and of more of them, 10 000 doubles:"
    echo
    echo '```'
    cat "$folder/age.txt"
    echo '```'
    echo
    echo "The simulator: best ns per step of one agent, in brackets ns of processor time, of all threads" \
        "together, which another program on the machine disturbs less; NumPy's best time over ours; the" \
        "memory of a simulation over that of its messages, parameters, sums for S and links:"
    echo
    cat "$folder/simulator.md"
    echo
} > "$folder/numbers.md"
awk -v numbers="$folder/numbers.md" '
    /^<!-- numbers -->/ {print; while ((getline line < numbers) > 0) print line; skip = 1; next}
    /^<!-- end of numbers -->/ {skip = 0}
    !skip' "$page" > "$folder/performance.md"
cp "$folder/performance.md" "$page"
mkdir -p plots/figures
cp "$folder"/figures/bench_*.svg plots/figures/
