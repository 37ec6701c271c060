#!/bin/sh
# A straggler among four ranks, and what the transport costs: demo.sh FOLDER DATA OUT
# FOLDER has the programs train and cost, DATA the images; OUT/straggler.csv is written. Softmax
# regression on Fashion-MNIST; a gradient takes 10 ms, at the straggler (rank 3) a multiple of it.
set -u
folder=$1 images=$2 out=$3
mkdir -p "$out" || exit 1
export OPENBLAS_NUM_THREADS=1 OMPI_MCA_btl=self,vader
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
lines=$out/lines.partial methods="d-psgd ad-psgd pc-asgd paired-accounts"
: > "$lines"

train() {
    echo "$*" >&2
    timeout 60 mpirun --oversubscribe -n 4 "$folder/train" --data "$images" --milliseconds 10 \
        --straggler 3 --eta 0.05 "$@" >> "$lines" || { echo "a run failed: $*" >&2; exit 1; }
}

for method in $methods; do
    for factor in 1 3 10; do
        train --method $method --factor $factor --seconds 3
    done
    train --method $method --stop-after 1 --stop-for 2 --seconds 4 --silence 5
done
timeout 60 mpirun --oversubscribe -n 3 "$folder/cost" >> "$lines" || exit 1

echo "method,factor,ratio" > "$out/straggler.partial"
awk -F, -v table="$out/straggler.partial" -v methods="$methods" '
    $1 == "rank" && $5 == 0 && $6 < 3 { rate[$2, $4] += $9 / 3 }
    $1 == "rank" && $5 == 0 && $6 == 3 { slow[$2, $4] = $9 }
    $1 == "rank" && $6 < 3 && $10 > gap[$2, $5 > 0] { gap[$2, $5 > 0] = $10 }
    $1 == "mean" { key = $2 SUBSEP ($5 > 0 ? "stop" : $4); heard[key] = $6; right[key] = 100 * $8 }
    $1 == "cost" { cost = $0 }
    function row(method, what, others, straggler, ratio, key) {
        printf "%-15s %-22s %8s %9s %8s %7.1f%% (%d ranks)\n", method, what, others, straggler,
               ratio, right[method, key], heard[method, key]
    }
    END {
        printf "%-15s %-22s %8s %9s %8s %9s\n", "method", "rank 3", "others/s", "rank 3/s", "ratio",
               "accuracy of the mean model"
        count = split(methods, list, " ")
        split("1 3 10", factors, " ")
        for (m = 1; m <= count; m++) {
            name = list[m]
            for (f = 1; f <= 3; f++) {
                ratio = rate[name, factors[f]] / rate[name, 1]
                printf "%s,%s,%.4f\n", name, factors[f], ratio >> table
                row(name, factors[f] == 1 ? "as the others" : factors[f] " times slower",
                    sprintf("%.1f", rate[name, factors[f]]),
                    sprintf("%.1f", slow[name, factors[f]]), sprintf("%.2f", ratio), factors[f])
            }
            row(name, "stopped for 2 s", "-", "-", "-", "stop")
            printf "%-15s longest pause of the others: %.0f ms, undisturbed or slowed %.0f ms\n", "",
                   gap[name, 1], gap[name, 0]
        }
        split(cost, c, ",")
        printf "step over shared windows, n = %d floats, %d neighbours: %.2f ms", c[2], c[3], c[5]
        printf "; the same from memory %.2f ms; ratio %.2f\n", c[6], c[7]
    }' "$lines" || exit 1
mv "$out/straggler.partial" "$out/straggler.csv"
rm -f "$lines"
