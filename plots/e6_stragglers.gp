# Accuracy against steps and against simulated time, with stragglers.
# Needs: data (folder of the CSV files), figure.
load "plots/style.gp"
methods = "d-psgd stale-mixing clip-only predict-only pc-asgd-0.5 practical ad-psgd dc-asgd"
settings = "'all equally fast' 'one 10 times slower'"
curves = data . "/e6_stragglers_curves.csv"
of(s, m, name) = strcol("setting") eq word(settings, s) && strcol("method") eq word(methods, m) ? column(name) : NaN

set terminal svg size 960,720 font "sans-serif,12" background rgb "white"
set output figure
set datafile missing NaN
set multiplot layout 2,2 margins 0.07,0.83,0.09,0.95 spacing 0.05,0.13
set yrange [0:90]
set ylabel "test accuracy in %"
do for [s=1:2] {
    set title word(settings, s)
    set xlabel "steps per agent"
    plot for [m=1:8] curves using (of(s, m, "step")):(100*of(s, m, "accuracy")) with linespoints linestyle m
    unset ylabel
}
set ylabel "test accuracy in %"
do for [s=1:2] {
    unset title
    set xlabel "simulated time, in computing times of a fast agent"
    if (s == 2) { set key at screen 0.99, screen 0.9 samplen 3 spacing 1.3 }
    plot for [m=1:8] curves using (of(s, m, "time")):(100*of(s, m, "accuracy")) with linespoints linestyle m title (s == 2 ? word(methods, m) : "")
    unset ylabel
}
unset multiplot
