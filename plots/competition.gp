# The challenger's late gap over that of the best opponent in hindsight, in every case, sorted.
# Needs: data (folder of the ratios), halves (names), figure (path of the SVG to write).
load "plots/style.gp"

spreads = "0 0.3 1.5"
names = "'agents want the same' 'spread 0.3' 'spread 1.5'"
best = "paper exact"
name(b) = b == 1 ? "best of the paper's kind" : "best of the exact methods"
shape = "6 10 5"
colour = "#777777 #56B4E9 #D55E00"
rows = words(halves)

height = 40.0 + 350*rows

set terminal svg size 960,height font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout rows,2 margins 0.1,0.985,72/height,1 - 40/height spacing 0.08,85/height
set datafile missing NaN
set logscale y
set format y "10^{%T}"
set key bottom right reverse Left samplen 1
at(b, s) = strcol("opponent") eq word(best, b) && strcol("spread") eq word(spreads, s) ? column("ratio") : NaN
do for [h=1:rows] {
    table = data . "/e13_competition_" . word(halves, h) . ".ratios.csv"
    do for [b=1:2] {
        set title (word(halves, h) eq "open" ? "Open half: " : "Held-back half: ") . name(b)
        if (h == rows) { set xlabel "cases, sorted" }
        if (b == 1) { set ylabel "ratio of late gaps; below 1: better" offset 1,0 } else { unset ylabel }
        plot 1 with lines linecolor rgb "#000000" linewidth 1, \
             for [s=1:3] table using (column("rank")):(at(b, s)) with points \
                 pointtype int(word(shape, s)) pointsize 0.7 linecolor rgb word(colour, s) \
                 title word(names, s)
    }
}
unset multiplot
