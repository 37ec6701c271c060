# Step rate of the three undisturbed ranks against how much slower the fourth is.
# Needs: data (folder of straggler.csv), figure (path of the SVG to write).
load "plots/style.gp"
methods = "d-psgd ad-psgd pc-asgd paired-accounts"
titles = "'synchronous D-PSGD' 'AD-PSGD, one-sided' 'PC-ASGD' 'paired mixing with accounts'"
file = data . "/straggler.csv"
of(m) = strcol("method") eq word(methods, m) ? column("ratio") : NaN

set terminal svg size 640,440 font "sans-serif,13" background rgb "white"
set output figure
set datafile missing NaN
set title "One of 4 ranks is slowed: step rate of the others"
set xlabel "slowdown of one rank"
set ylabel "step rate, share of the undisturbed run"
set logscale x
set xtics (1, 2, 3, 5, 10)
set xrange [0.9:11]
set yrange [0:1.2]
set key at graph 0.97, 0.72 right samplen 4 spacing 1.2
plot for [m=1:words(methods)] file using "factor":(of(m)) with linespoints linestyle m title word(titles, m), \
     1/x with lines dashtype 3 linecolor rgb "#888888" title "1/slowdown: everybody waits"
