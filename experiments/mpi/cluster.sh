#!/bin/sh
# The training program on simulated clusters: cluster.sh PROGRAM OUT [HOSTS...]
# PROGRAM is train, built by SimGrid's smpicc; OUT/cluster.csv gets a row for every run: the median
# time at which a rank's own model reached the target loss, and the share of ranks that did.
#
# Simulated: hosts, links, latencies, MPI's messages over them; a gradient is 10 ms, ten times as
# long (or the factor of the row) on every 16th host. Computed: all gradients and steps, on the
# quadratic with n = 1000. Not simulated: caches, operating systems, what a step itself costs.
set -u
program=$1 out=$2
shift 2
mkdir -p "$out" || exit 1
table=$out/cluster.partial
echo "method,platform,hosts,factor,seconds,share" > "$table"

# cluster: 10 Gbit/s, 20 microseconds. wide: eight such clusters, 200 Mbit/s and 15 ms between them.
platform() {
    sites=1
    [ "$1" = cluster ] || sites=8
    each=$(($2 / sites))
    echo "<?xml version='1.0'?>"
    echo '<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">'
    echo '<platform version="4.1"><zone id="world" routing="Full">'
    for s in $(seq 0 $((sites - 1))); do
        echo "<cluster id='site$s' prefix='host-' suffix=''" \
            "radical='$((s * each))-$((s * each + each - 1))'" \
            "speed='1Gf' bw='1.25GBps' lat='10us' router_id='router$s'/>"
    done
    pairs=$(for a in $(seq 0 $((sites - 1))); do
        for b in $(seq $((a + 1)) $((sites - 1))); do echo "$a $b"; done; done)
    [ -z "$pairs" ] || echo "$pairs" | while read -r a b; do
        echo "<link id='wan$a-$b' bandwidth='25MBps' latency='15ms'/>"
    done
    [ -z "$pairs" ] || echo "$pairs" | while read -r a b; do
        echo "<zoneRoute src='site$a' dst='site$b' gw_src='router$a' gw_dst='router$b'>" \
            "<link_ctn id='wan$a-$b'/></zoneRoute>"
    done
    echo '</zone></platform>'
}

# simulate METHOD PLATFORM HOSTS FACTOR: synchronous runs are given more simulated time
simulate() {
    seconds=1.5
    [ "$1" != d-psgd ] || seconds=8
    echo "$*" >&2
    platform "$2" "$3" > "$out/platform.xml"
    seq -f 'host-%g' 0 $(($3 - 1)) > "$out/hosts"
    smpirun -no-privatize -np "$3" -platform "$out/platform.xml" -hostfile "$out/hosts" \
        --cfg=smpi/simulate-computation:no --cfg=smpi/test:0 --cfg=smpi/wtime:0 \
        --cfg=smpi/iprobe:5e-4 --cfg=smpi/grow-injected-times:no --log=root.thresh:error \
        "$program" --problem quadratic --transport two-sided --graph exponential --n 1000 \
        --noise 0.1 --milliseconds 10 --straggler 1 --every 16 --silence 5 --eta 0.05 --target 200 \
        --method "$1" --factor "$4" --seconds $seconds --steps 150 > "$out/lines" ||
        { echo "the simulation failed, no row: $*" >&2; return; }
    grep '^rank,' "$out/lines" | cut -d, -f11 | sort -g |
        awk -v row="$1,$2,$3,$4" '
            $1 >= 0 { time[++reached] = $1 }
            END {
                middle = int((NR + 1) / 2) # of all ranks, not only of those that reached it
                printf "%s,%s,%.4f\n", row, middle <= reached ? time[middle] : "nan", reached / NR
            }' >> "$table"
}

methods="d-psgd ad-psgd stale-mixing pc-asgd"
for factor in 1 2 5 10; do
    for method in $methods; do
        simulate $method cluster 64 $factor
    done
done
for hosts in "$@"; do # more hosts, and far apart
    for place in cluster wide; do
        for method in $methods; do
            simulate $method $place "$hosts" 10
        done
    done
done
mv "$table" "$out/cluster.csv"
rm -f "$out/lines" "$out/hosts" "$out/platform.xml"
