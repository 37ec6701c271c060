# Steps of agents per second against the number of agents, beside NumPy and SciPy.
# Needs: data (folder of simulator.csv), figure (path of the SVG to write).
load "plots/style.gp"

table = data . "/simulator.csv"
is_row(series, name, threads) = strcol("series") eq series && strcol("contender") eq name && \
    column("threads") == threads
rate(series, name, threads) = is_row(series, name, threads) ? 1e-6/column("best") : NaN

set terminal svg size 960,440 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 1,2 margins 0.075,0.985,0.15,0.91 spacing 0.08
set datafile missing NaN
set logscale xy
set xrange [70:1.5e5]
set yrange [0.2:20]
set format x "10^{%T}"
set xlabel "agents"
do for [panel=1:2] {
    series = panel == 1 ? "agents" : "constant"
    set title panel == 1 ? "ages new at every step" : "constant ages"
    if (panel == 1) {
        set ylabel "million agent-steps per second, best"
        set key top right reverse Left samplen 4
    } else {
        unset ylabel
        unset key
    }
    plot table using (column("agents")):(rate(series, "pcasgd", 1)) with linespoints linestyle 1 \
             title "pcasgd, 1 thread", \
         table using (column("agents")):(rate(series, "pcasgd", 2)) with linespoints linestyle 4 \
             title "pcasgd, 2 threads", \
         table using (column("agents")):(rate(series, "NumPy+SciPy", 1)) with linespoints linestyle 3 \
             title "NumPy and SciPy"
}
unset multiplot
