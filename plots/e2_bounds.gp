# Theorems 4, 5 and 6 along the steps: what is measured, under the tight and the closed bounds.
# Needs: data (folder of the CSV files), figure (path of the SVG to write).
load "plots/style.gp"

set terminal svg size 960,380 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 1,3 margins 0.09,0.975,0.2,0.9 spacing 0.105,0.1
set logscale y
set format y "10^{%T}"
set xlabel "steps t"
set xrange [0:*]
set xtics 0,250

set title "Theorem 4: not convex"
set yrange [1e-3:10]
set ylabel "mean of |∇F_q(v)|² over t steps" noenhanced
curves = data . "/theorem4_nonconvex.csv"
set key top right samplen 3 spacing 1.2
plot curves using "step":"closed" with lines linestyle 2 title "closed bound", \
     curves using "step":"sharp" with lines linestyle 4 title "closed, sharpened", \
     curves using "step":"tight" with lines linestyle 5 title "tight bound", \
     curves using "step":"measured":"low":"high" every 2 with yerrorbars linestyle 1 linewidth 1 \
         title "measured"
unset key
unset yrange

set title "Theorem 5: weakly strongly convex"
set xtics 0,500
set ylabel "F_q(v) - F_q* after t steps" noenhanced
curves = data . "/theorem5_weakly_strongly_convex.csv"
plot curves using "step":"closed" with lines linestyle 2, \
     curves using "step":"sharp" with lines linestyle 4, \
     curves using "step":"tight" with lines linestyle 5, \
     curves using "step":"measured":"low":"high" every 2 with yerrorbars linestyle 1 linewidth 1

set title "Theorem 6: convex"
set ylabel "mean of F_q(v) - F_q* over t steps" noenhanced
curves = data . "/theorem6_convex.csv"
plot curves using "step":"closed" with lines linestyle 2, \
     curves using "step":"tight" with lines linestyle 5, \
     curves using "step":"measured":"low":"high" every 2 with yerrorbars linestyle 1 linewidth 1
unset multiplot
