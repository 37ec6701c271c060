# Time of a step against the age of its stale message, and against the number of stale neighbours.
# Needs: data (folder of age.csv), figure (path of the SVG to write).
load "plots/style.gp"

table = data . "/age.csv"
is_row(series, method) = strcol("series") eq series && strcol("method") eq method
cost(series, method) = is_row(series, method) ? 1e9*column("best")/column("n") : NaN

set terminal svg size 960,420 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 1,2 margins 0.085,0.985,0.17,0.9 spacing 0.09
set datafile missing NaN
set yrange [0:*]
set ylabel "best time, ns per element"

set title "One stale neighbour, double, 10^{4} elements"
set xlabel "age of the message, steps"
set logscale x 2
set key at graph 0.98,0.48 samplen 4 spacing 1.2
plot table using (column("age")):(cost("age", "advanced")) with linespoints linestyle 5 \
         title "forecast advanced every step", \
     table using (column("age")):(cost("age", "history")) with linespoints linestyle 2 \
         title "S from the own history"

set title "Several stale neighbours"
set xlabel "stale neighbours"
unset logscale x
set xrange [0:8.5]
set xtics 1
set key at graph 0.82,0.97
plot table using (column("stale")):(cost("stale", "advanced")) with linespoints linestyle 5 \
         title "forecasts advanced every step", \
     table using (column("stale")):(cost("stale", "bundled")) with linespoints linestyle 2 \
         title "all in one bundle"
unset multiplot
