# The look of every figure: SVG, colours of Okabe and Ito (safe for colour-blind readers), a point
# form and a dash of its own for every series, so that it reads in grey too.
set encoding utf8
set datafile separator ","
set datafile commentschars "#"
set border 3 linewidth 1
set tics nomirror out
set grid ytics linecolor rgb "#dddddd" linewidth 1
set key noautotitle

set style line 1 linecolor rgb "#000000" linewidth 2 dashtype 1 pointtype 7  pointsize 0.7
set style line 2 linecolor rgb "#E69F00" linewidth 2 dashtype 2 pointtype 5  pointsize 0.7
set style line 3 linecolor rgb "#56B4E9" linewidth 2 dashtype 3 pointtype 9  pointsize 0.8
set style line 4 linecolor rgb "#D55E00" linewidth 2 dashtype 4 pointtype 11 pointsize 0.8
set style line 5 linecolor rgb "#0072B2" linewidth 2 dashtype 1 pointtype 13 pointsize 0.9
set style line 6 linecolor rgb "#009E73" linewidth 2 dashtype 5 pointtype 4  pointsize 0.7
set style line 7 linecolor rgb "#CC79A7" linewidth 2 dashtype 2 pointtype 10 pointsize 0.9
set style line 8 linecolor rgb "#777777" linewidth 2 dashtype 3 pointtype 6  pointsize 0.8
