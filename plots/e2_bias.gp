# The bias of seven methods where two agents have odd data: measured (bars), and by theory (points).
# Needs: data (folder of the CSV files), figure (path of the SVG to write).
load "plots/style.gp"

bars = data . "/e2_bias.csv"
settings = "links slow"
titles = "'three links are late in both directions' 'the odd agents are heard late by all'"
ages = "4 16"
fills = "#0072B2 #FFFFFF"

set terminal svg size 960,520 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 1,2 margins 0.1,0.985,0.27,0.92 spacing 0.08,0.1
set datafile missing NaN
set logscale y
set yrange [0.005:6]
set format y "%g"
set xrange [-0.6:6.6]
set style fill solid 1 border linecolor rgb "#0072B2"
set xtics rotate by 40 right nomirror scale 0 ("predict-only" 0, "PC-ASGD 0.5" 1, "clip-only" 2, \
          "stale mixing" 3, "stale mixing, η(1+D)" 4, "synchronous" 5, "predict-only, g/(Nq)" 6)
set key top right samplen 2 spacing 1.2

# rows of one setting and age are the seven methods in the order of the tics; row 0 has the names
do for [panel=1:2] {
    name = word(settings, panel)
    at(a, column_name) = strcol("setting") eq name && column("age") == real(word(ages, a)) \
                         ? column(column_name) : NaN
    place(a) = (int(column(0)) - 1) % 7 + (a == 1 ? -0.2 : 0.2)
    set title word(titles, panel)
    set ylabel (panel == 1 ? "bias: mean of F - min F over agents" : "")
    plot for [a=1:2] bars using (place(a)):(at(a, "measured")):(0.36) \
             with boxes fillcolor rgb word(fills, a) linecolor rgb "#0072B2" linewidth 1.5 \
             title (panel == 1 ? "age " . word(ages, a) : ""), \
         for [a=1:2] bars using (place(a)):(at(a, "exact")) with points pointtype 7 pointsize 0.5 \
             linecolor rgb "#D55E00" title (panel == 1 && a == 2 ? "theory" : "")
}
unset multiplot
