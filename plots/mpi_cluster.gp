# Simulated time to a target loss against hosts and against straggler slowdown.
# Needs: data (folder of cluster.csv), figure (path of the SVG to write).
load "plots/style.gp"
methods = "d-psgd ad-psgd stale-mixing pc-asgd"
titles = "'synchronous D-PSGD' 'AD-PSGD, one-sided' 'stale mixing' 'PC-ASGD'"
file = data . "/cluster.csv"
is(m, place) = strcol("method") eq word(methods, m) && strcol("platform") eq place
at(m, place) = is(m, place) ? column("seconds") : NaN
by_hosts(m, place) = column("factor") == 10 ? at(m, place) : NaN
by_factor(m) = column("hosts") == 64 ? at(m, "cluster") : NaN

set terminal svg size 1080,400 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 1,3 margins 0.06,0.985,0.15,0.9 spacing 0.05,0.1
set datafile missing NaN
set logscale xy
set yrange [0.3:12]
set ytics (0.3, 1, 3, 10)

set title "64 hosts, one cluster"
set xlabel "slowdown of every 16th host"
set ylabel "simulated seconds to the target loss"
set xtics (1, 2, 5, 10)
set xrange [0.9:11]
set key top left samplen 4 spacing 1.2
plot for [m=1:4] file using "factor":(by_factor(m)) with linespoints linestyle m \
         title word(titles, m)
unset key
unset ylabel

set xlabel "hosts; every 16th is 10 times slower"
set xtics (64, 256, 1024)
set xrange [50:1300]
set title "one cluster"
plot for [m=1:4] file using "hosts":(by_hosts(m, "cluster")) with linespoints linestyle m
set title "eight clusters, 15 ms apart"
plot for [m=1:4] file using "hosts":(by_hosts(m, "wide")) with linespoints linestyle m
unset multiplot
