# Simulated time to a target loss against straggler slowdown, 64 hosts of one cluster.
# Needs: data (folder of cluster.csv), figure (path of the SVG to write).
load "plots/style.gp"
methods = "d-psgd ad-psgd stale-mixing pc-asgd"
titles = "'synchronous D-PSGD' 'AD-PSGD, one-sided' 'stale mixing' 'PC-ASGD'"
file = data . "/cluster.csv"
is(m) = strcol("method") eq word(methods, m) && strcol("platform") eq "cluster"
of(m) = is(m) && column("hosts") == 64 ? column("seconds") : NaN

set terminal svg size 640,440 font "sans-serif,13" background rgb "white"
set output figure
set datafile missing NaN
set title "64 simulated hosts of one cluster"
set xlabel "slowdown of every 16th host"
set ylabel "simulated seconds to the target loss"
set logscale xy
set xtics (1, 2, 5, 10)
set ytics (0.3, 1, 3)
set xrange [0.9:11]
set yrange [0.3:5]
set key top left samplen 4 spacing 1.2
plot for [m=1:4] file using "factor":(of(m)) with linespoints linestyle m title word(titles, m)
