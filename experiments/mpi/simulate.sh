#!/bin/sh
# One simulation: simulate.sh PROGRAM OUT METHOD PLATFORM HOSTS FACTOR SEED
# Writes one row, OUT/METHOD-PLATFORM-HOSTS-FACTOR-SEED, see cluster.sh; nothing if it fails. A row
# that is newer than the program stays as it is.
set -u
[ $# -eq 7 ] || {
    echo "simulate.sh: PROGRAM OUT METHOD PLATFORM HOSTS FACTOR SEED are allowed, not \"$*\"" >&2
    exit 2
}
program=$1 out=$2 method=$3 place=$4 hosts=$5 factor=$6 seed=$7
case $place in
cluster | wide) ;;
*) echo "simulate.sh: PLATFORM: \"$place\": cluster and wide are allowed" >&2; exit 2 ;;
esac
row=$out/$method-$place-$hosts-$factor-$seed
if [ -e "$row" ] && [ -z "$(find "$program" -newer "$row")" ]; then
    exit 0
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# cluster: 10 Gbit/s, 20 microseconds. wide: eight such clusters, 200 Mbit/s and 15 ms between them.
platform() {
    sites=1
    [ "$place" = cluster ] || sites=8
    each=$((hosts / sites))
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

# Far apart, mixing of old messages takes three times as long. A synchronous rank makes about forty
# steps to the target; while it waits it looks for messages twenty times in the slowest gradient.
seconds=1.5 steps=150
[ "$place" = cluster ] || seconds=4 steps=400
[ "$method" != d-psgd ] || seconds=20 steps=50
platform > "$scratch/platform.xml"
seq -f 'host-%g' 0 $((hosts - 1)) > "$scratch/hosts"
began=$(date +%s)
timeout "${limit:-3600}" smpirun -no-privatize -np "$hosts" -platform "$scratch/platform.xml" \
    -hostfile "$scratch/hosts" --cfg=smpi/simulate-computation:no --cfg=smpi/test:0 \
    --cfg=smpi/wtime:0 --cfg="smpi/iprobe:$(echo "$factor" | awk '{ print 5e-4 * $1 }')" \
    --cfg=smpi/grow-injected-times:no --cfg=network/crosstraffic:0 --log=root.thresh:error \
    "$program" --problem quadratic --transport two-sided --graph exponential --n 1000 \
    --noise 0.1 --milliseconds 10 --straggler 1 --every 16 --silence 5 --eta 0.05 --target 200 \
    --method "$method" --factor "$factor" --seconds $seconds --steps $steps --seed "$seed" \
    > "$scratch/lines" 2> "$scratch/errors" || {
    echo "the simulation failed, no row: $method $place $hosts $factor $seed" >&2
    cat "$scratch/errors" >&2
    exit 1
}
grep '^rank,' "$scratch/lines" | cut -d, -f11 | sort -g |
    awk -v row="$method,$place,$hosts,$factor,$seed" -v hosts="$hosts" '
        $1 >= 0 { time[++reached] = $1 }
        END {
            if (NR != hosts) { exit 1 }
            middle = int((NR + 1) / 2) # of all ranks, not only of those that reached it
            printf "%s,%s,%.4f\n", row, middle <= reached ? time[middle] : "nan", reached / NR
        }' > "$scratch/row" || { echo "ranks are missing, no row: $row" >&2; exit 1; }
mv "$scratch/row" "$row"
echo "$(cat "$row") ($(($(date +%s) - began)) s)" >&2
