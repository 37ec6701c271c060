# Simulated time to a target loss: against straggler slowdown on 64 hosts of one cluster, and against
# the number of hosts, in one cluster and in eight that are far apart. Points: seeds; lines: means.
# Needs: data (folder of cluster.csv), figure (path of the SVG to write).
load "plots/style.gp"
methods = "d-psgd ad-psgd stale-mixing pc-asgd"
titles = "'synchronous D-PSGD' 'AD-PSGD, one-sided' 'stale mixing' 'PC-ASGD'"
file = data . "/cluster.csv"
is(m, place) = strcol("method") eq word(methods, m) && strcol("platform") eq place
of_factor(m) = is(m, "cluster") && column("hosts") == 64 ? column("seconds") : NaN
of_hosts(m, place) = is(m, place) && column("factor") == 10 ? column("seconds") : NaN

set terminal svg size 1000,420 font "sans-serif,13" background rgb "white"
set output figure
set datafile missing NaN
stats file using (column("hosts")) name "hosts" nooutput
set logscale xy
set yrange [0.3:9]
set ytics (0.3, 0.5, 1, 2, 5)
set multiplot layout 1,3 margins 0.09,0.985,0.19,0.82 spacing 0.05,0
set label 1 "A rank's own model reaches the target loss (median of ranks)" \
    at screen 0.5, 0.955 center font ",15"

set title "64 hosts of one cluster"
set xlabel "slowdown of every 16th host, times"
set ylabel "simulated time, seconds" offset 1,0
set xtics (1, 2, 5, 10)
set xrange [0.9:11]
set key top left Left reverse samplen 4 spacing 1.1 width -2
plot for [m=1:4] file using "factor":(of_factor(m)) smooth unique with lines linestyle m notitle, \
     for [m=1:4] file using "factor":(of_factor(m)) with points linestyle m notitle, \
     for [m=1:4] NaN with linespoints linestyle m title word(titles, m)

unset key
unset label 1
unset ylabel
set xlabel "hosts, every 16th 10 times slower"
set xtics (16, 64, 256, 1024)
set xrange [13:1.25 * hosts_max]
do for [place in "cluster wide"] {
    set title place eq "wide" ? "eight clusters, 15 ms and 200 Mbit/s apart" : "one cluster"
    plot for [m=1:4] file using "hosts":(of_hosts(m, place)) smooth unique with lines linestyle m, \
         for [m=1:4] file using "hosts":(of_hosts(m, place)) with points linestyle m
}
unset multiplot
