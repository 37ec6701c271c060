# Which steps are stable at which age: growth per step of runs (colour), and the largest stable step
# by theory (line).
# Needs: data (folder of the CSV files), figure (path of the SVG to write).
load "plots/style.gp"

map = data . "/e2_stability_map.csv"
limit = data . "/e2_stability_limit.csv"
thetas = "1 0.5"
titles = "'θ = 1, predict-only' 'θ = 0.5'"

set terminal svg size 960,520 font "sans-serif,13" background rgb "white"
set output figure
set multiplot
set datafile missing NaN
set xlabel "age of late messages, steps"
set xrange [0.5:16.5]
set xlabel offset 0,0.3
set yrange [0:0.91]
set xtics (1, 2, 4, 6, 8, 10, 12, 14, 16)
unset grid
# dark to light, also in grey
set palette defined (0 "#00224e", 0.25 "#35456c", 0.5 "#7d7c78", 0.75 "#bcae6c", 1 "#fee838")
set cbrange [0.8:1.2]
set cblabel "measured growth per step"
set cbtics 0.1
set format cb "%.1f"
set style fill solid 1 noborder

do for [panel=1:2] {
    theta = real(word(thetas, panel))
    at_theta(name) = abs(column("theta") - theta) < 1e-9 ? column(name) : NaN
    set lmargin at screen panel == 1 ? 0.085 : 0.505
    set rmargin at screen panel == 1 ? 0.465 : 0.885
    set bmargin at screen 0.16
    set tmargin at screen 0.92
    set title word(titles, panel) offset 0,-0.4
    if (panel == 1) {
        set ylabel "step size times curvature, ηh"
        unset colorbox
        set label 1 "× run grows" at 10.5,0.72 center front
        set label 2 "run shrinks" at 2.5,0.4 center front textcolor rgb "#ffffff"
        set label 3 "spectral radius 1" at 8.7,0.48 left front
    } else {
        unset ylabel
        set colorbox user origin 0.9,0.16 size 0.018,0.76
        unset label
        set format y ""
    }
    plot map using (at_theta("age")):"eta_h":(0.5):(0.01):"growth" with boxxyerror palette, \
         map using (at_theta("growth") > 1 ? column("age") : NaN):"eta_h" with points pointtype 2 \
             pointsize 0.3 linecolor rgb "#000000", \
         limit using (at_theta("age")):"limit" with lines linewidth 5 linecolor rgb "#ffffff", \
         limit using (at_theta("age")):"limit" with linespoints linestyle 4 dashtype 1 pointtype 7
}
unset multiplot
