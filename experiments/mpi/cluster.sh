#!/bin/sh
# The training program on simulated clusters: cluster.sh PROGRAM OUT [HOSTS...]
# PROGRAM is train, built by SimGrid's smpicc; OUT/cluster.csv gets a row for every run: the median
# time at which a rank's own model reached the target loss, and the share of ranks that did. Rows
# that are there from an earlier call are not made again. Environment: seeds (of the 64 hosts of one
# cluster), jobs (simulations at a time), limit (seconds of each).
#
# Simulated: hosts, links, latencies, MPI's messages over them; a gradient is 10 ms, ten times as
# long (or the factor of the row) on every 16th host. Computed: all gradients and steps, on the
# quadratic with n = 1000. Not simulated: caches, operating systems, what a step itself costs.
set -u
[ $# -ge 2 ] || { echo "cluster.sh: PROGRAM OUT [HOSTS...] are allowed, not \"$*\"" >&2; exit 2; }
program=$1 out=$2
[ -f "$program" ] && [ -x "$program" ] ||
    { echo "cluster.sh: PROGRAM: \"$program\": train by smpicc is allowed" >&2; exit 2; }
shift 2
for hosts in "$@"; do
    case $hosts in
    '' | *[!0-9]* | 0*) hosts=1 ;;
    esac
    [ $((hosts % 8)) -eq 0 ] ||
        { echo "cluster.sh: hosts: \"$*\": multiples of 8 are allowed" >&2; exit 2; }
done
mkdir -p "$out/rows" || exit 1
methods="d-psgd ad-psgd stale-mixing pc-asgd"

# METHOD PLATFORM HOSTS FACTOR SEED of every simulation, the cheap ones first
plan() {
    for seed in $(seq "${seeds:-3}"); do
        for factor in 1 2 5 10; do
            for method in $methods; do
                echo "$method cluster 64 $factor $seed"
            done
        done
    done
    for hosts in "$@"; do # more hosts, and far apart
        for place in cluster wide; do
            for method in $methods; do
                echo "$method $place $hosts 10 1"
            done
        done
    done
}

plan "$@" | awk '!seen[$0]++' > "$out/plan"
echo "$(wc -l < "$out/plan") simulations; a row is: method, platform, hosts, factor, seed, seconds, share" >&2
xargs < "$out/plan" -L 1 -P "${jobs:-2}" \
    sh "$(dirname "$0")/simulate.sh" "$program" "$out/rows"
failed=$?
{
    echo "method,platform,hosts,factor,seed,seconds,share"
    tr ' ' - < "$out/plan" | while read -r row; do
        [ ! -e "$out/rows/$row" ] || cat "$out/rows/$row"
    done
} > "$out/cluster.partial"
mv "$out/cluster.partial" "$out/cluster.csv"
rm -f "$out/plan"
exit $failed
