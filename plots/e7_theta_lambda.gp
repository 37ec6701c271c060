# Accuracy against theta, a line for every lambda. Needs: data (folder of the CSV files), figure.
load "plots/style.gp"
final = data . "/e7_theta_lambda.csv"
methods = "clip-only pc-asgd-0.25 pc-asgd-0.5 pc-asgd-0.75 predict-only"
settings = "'lambda 0' 'lambda 0.1' 'lambda 1' 'lambda 10' 'lambda 100'"
theta(name) = sum [m=1:5] (name eq word(methods, m) ? m : 0)
of(s, name) = strcol("setting") eq word(settings, s) && theta(strcol("method")) > 0 ? column(name) : NaN

set terminal svg size 720,460 font "sans-serif,13" background rgb "white"
set output figure
set datafile missing NaN
set title "Messages between two clusters 8 steps late (bars: standard deviation over seeds)"
set xlabel "theta (0: clip only, 1: predict only)"
set ylabel "final test accuracy in %, mean over agents"
set xrange [-0.1:1.1]
set key bottom center samplen 4 spacing 1.2
x(s) = 0.25*(theta(strcol("method")) - 1) + (s - 3)*0.012
plot for [s=1:5] final using (x(s)):(100*of(s, "accuracy")):(100*of(s, "accuracy_sd")) \
         with yerrorbars linestyle s linewidth 1 dashtype 1, \
     for [s=1:5] final using (x(s)):(100*of(s, "accuracy")) with linespoints linestyle s title word(settings, s)
