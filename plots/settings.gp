# For studies: final accuracy of every method in every setting, side by side.
# Needs: data, figure, stem, settings (quoted names), heading; methods may be set before.
load "plots/style.gp"
if (!exists("methods")) methods = "d-psgd stale-mixing clip-only predict-only pc-asgd-0.5 practical ad-psgd dc-asgd"
final = data . "/" . stem . ".csv"
place(name) = sum [j=1:words(settings)] (name eq word(settings, j) ? j : 0)
of(m, name) = strcol("method") eq word(methods, m) ? column(name) : NaN
shift(m) = (m - 0.5*(words(methods) + 1))*0.8/words(methods)

set terminal svg size (exists("wide") ? 1700 : 960),460 font "sans-serif,13" background rgb "white"
set output figure
set datafile missing NaN
set title heading . " (bars: standard deviation over seeds)"
set ylabel "final test accuracy in %, mean over agents"
set key outside right top samplen 2 spacing 1.3
set xrange [0.5:words(settings) + 0.5]
set xtics () scale 0
set for [j=1:words(settings)] xtics add (word(settings, j) j)
set for [j=1:words(settings) - 1] arrow from j + 0.5, graph 0 to j + 0.5, graph 1 nohead lt 1 lw 1 lc rgb "#bbbbbb"
plot for [m=1:words(methods)] final using (place(strcol("setting")) + shift(m)):(100*of(m, "accuracy")):(100*of(m, "accuracy_sd")) \
     with yerrorbars linestyle m linewidth 1.5 dashtype 1 title word(methods, m)
