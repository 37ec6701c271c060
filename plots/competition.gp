# The challenger's late gap over that of the best opponent in hindsight, in every case, sorted.
# Needs: data (folder of the ratios), halves (names), figure (path of the SVG to write).
load "plots/style.gp"

spreads = "0 0.3 1.5"
names = "'agents want the same' 'spread 0.3' 'spread 1.5'"
best = "paper exact"
titles = "'best of the paper''s kind' 'best of the exact methods'"
shape = "6 10 5"
colour = "#777777 #56B4E9 #D55E00"
rows = words(halves)

set terminal svg size 960,(60 + 330*rows) font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout rows,2 margins 0.08,0.985,0.2/(rows + 0.5),1 - 0.1/rows spacing 0.06,0.12
set datafile missing NaN
set logscale y
set format y "10^{%T}"
set yrange [1e-5:1e2]
set key bottom right reverse Left samplen 1
at(b, s) = strcol("opponent") eq word(best, b) && strcol("spread") eq word(spreads, s) ? column("ratio") : NaN
do for [h=1:rows] {
    table = data . "/e13_competition_" . word(halves, h) . ".ratios.csv"
    do for [b=1:2] {
        set title (word(halves, h) eq "open" ? "Open half: " : "Held-back half: ") . word(titles, b)
        set xlabel "cases, sorted"
        if (b == 1) { set ylabel "ratio of late gaps; below 1: better" } else { unset ylabel }
        plot 1 with lines linecolor rgb "#000000" linewidth 1, \
             for [s=1:3] table using (column("rank")):(at(b, s)) with points \
                 pointtype int(word(shape, s)) pointsize 0.7 linecolor rgb word(colour, s) \
                 title word(names, s)
    }
}
unset multiplot
