# Six methods on real data: against steps at one age, and at the end against age.
# Needs: data (folder of the CSV files), figure (path of the SVG to write).
load "plots/style.gp"

methods = "d-psgd stale-mixing clip-only predict-only pc-asgd-0.5 practical"
shown_age = 4
curves = data . "/e5_delay_sweep_curves.csv"
final = data . "/e5_delay_sweep.csv"

# a column, but only in the rows of one method (and one age)
of(m, name) = strcol("method") eq word(methods, m) ? column(name) : NaN
# "age 8"; also asked about the line of column names
age(setting) = setting[1:4] eq "age " ? setting[5:*] + 0 : NaN
at_age(m, name) = age(strcol("setting")) == shown_age ? of(m, name) : NaN

set terminal svg size 960,800 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 2,2 margins 0.08,0.985,0.095,0.955 spacing 0.1,0.14
set datafile missing NaN

set xlabel "step"
set title sprintf("Training loss, messages between clusters of age %d", shown_age)
set ylabel "loss, mean over agents"
plot for [m=1:6] curves using (at_age(m, "step")):(at_age(m, "loss")) with linespoints linestyle m

set title sprintf("Test accuracy, messages between clusters of age %d", shown_age)
set ylabel "accuracy in %, mean over agents"
set key bottom right samplen 4 spacing 1.2
plot for [m=1:6] curves using (at_age(m, "step")):(100*at_age(m, "accuracy")) with linespoints \
         linestyle m title word(methods, m)
unset key

set xlabel "age of messages between clusters, steps"
set logscale x 2
set xrange [0.85:19]
set title "Final test accuracy (bars: standard deviation over seeds)"
shift(m) = 2**((m - 3.5)*0.05)
plot for [m=1:6] final using (age(strcol("setting"))*shift(m)):(100*of(m, "accuracy")):(100*of(m, "accuracy_sd")) \
         with yerrorbars linestyle m linewidth 1 dashtype 1, \
     for [m=1:6] final using (age(strcol("setting"))*shift(m)):(100*of(m, "accuracy")) with linespoints linestyle m

set title "Final consensus error"
set ylabel "root mean square distance to the mean"
set logscale y
plot for [m=1:6] final using (age(strcol("setting"))):(of(m, "consensus")) with linespoints linestyle m
unset multiplot
