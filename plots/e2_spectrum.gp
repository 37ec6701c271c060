# Eigenvalues of A(h), one step on a quadratic, and the unit circle: runs shrink or grow per step by
# the largest modulus.
# Grey: the unit circle. Dashed: the circle of the largest modulus; rings: its eigenvalues.
# Needs: data (folder of the CSV files), figure (path of the SVG to write).
load "plots/style.gp"

points = data . "/e2_spectrum.csv"
titles = "'PC-ASGD, age 4, ηh = 0.05' 'stale mixing, age 4, ηh = 0.05' \
          'PC-ASGD, age 16, ηh = 0.05' 'PC-ASGD, age 16, ηh = 0.2: unstable'"

set terminal svg size 760,860 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 2,2 margins 0.1,0.98,0.09,0.955 spacing 0.12,0.14
set datafile missing NaN
set size ratio -1
set xrange [-1.4:1.4]
set yrange [-1.65:1.15]
set xtics 0.5
set ytics 0.5
set grid xtics ytics linecolor rgb "#dddddd" linewidth 1
set xlabel "real part"
set ylabel "imaginary part"
set samples 400
set parametric
set trange [0:2*pi]

of(panel, name) = column("panel") == panel ? column(name) : NaN
do for [panel=0:3] {
    unset parametric
    stats points using (of(panel, "rho")):(of(panel, "measured")) name "R" nooutput
    set parametric
    set title word(titles, panel + 1)
    set label 1 sprintf("largest modulus %.6f\nmeasured, per step %.6f", R_mean_x, R_mean_y) \
        at 0,-1.24 center front
    largest(re, im) = sqrt(re**2 + im**2) > R_mean_x - 1e-9
    plot cos(t),sin(t) with lines linecolor rgb "#888888" linewidth 1.5, \
         R_mean_x*cos(t),R_mean_x*sin(t) with lines linestyle 2 linewidth 1, \
         points using (of(panel, "re")):(of(panel, "im")) with points linestyle 5 pointtype 7 \
             pointsize 0.45, \
         points using (largest(of(panel, "re"), of(panel, "im")) ? of(panel, "re") : NaN):"im" \
             with points linecolor rgb "#D55E00" pointtype 6 pointsize 1.2 linewidth 2
}
unset multiplot
