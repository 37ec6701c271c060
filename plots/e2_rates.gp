# Rates with noise: measured points, and the power law that the theory gives.
# Needs: data (folder of the CSV files), figure (path of the SVG to write).
load "plots/style.gp"

points = data . "/rates_stochastic.csv"
titles = "'Mean square gradient, not convex' 'Mean distance to the minimum, convex' \
          'Noise floor, strongly convex'"
heights = "'mean of |∇F_q(v)|² over T steps' 'mean of F_q(v) - F_q* over T steps' \
           'mean of F_q(v) - F_q* after the start'"
widths = "'steps T, with step size 2/√T' 'steps T, with step size 4/√T' 'step size η'"

set terminal svg size 960,380 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 1,3 margins 0.1,0.98,0.2,0.9 spacing 0.13,0.1
set datafile missing NaN
set format x "2^{%L}"
set xtics 2**-20,2
set ytics ()
do for [power=-6:-2] {
    do for [digit in "1 2 5"] {
        set ytics add (sprintf("%s·10^{%d}", digit, power) real(digit)*10.0**power)
    }
}
set key bottom right samplen 3 spacing 1.2

do for [panel=1:3] {
    rate = word("R4 R6 R5", panel)
    of(name) = strcol("rate") eq rate ? column(name) : NaN
    # the fitted exponent and its interval are the same in all rows of a rate
    unset logscale
    unset xrange
    unset yrange
    stats points using (of("exponent")):(of("x")) name "E" nooutput
    stats points using (of("exponent_low")):(of("low")) name "L" nooutput
    stats points using (of("exponent_high")):(of("high")) name "H" nooutput
    set logscale x 2
    set logscale y
    set xrange [E_min_y/1.4:E_max_y*1.4]
    set yrange [L_min_y/1.5:H_max_y*1.9]
    set title word(titles, panel)
    set xlabel word(widths, panel)
    set ylabel word(heights, panel) noenhanced
    set label 1 sprintf("exponent %.3f, theory %s\n95 %%: %.3f to %.3f", E_mean_x, \
                        word("-1/2 -1/2 1", panel), L_mean_x, H_mean_x) at graph 0.05,0.95 left
    plot points using (of("x")):(of("theory")) with lines linestyle 5 \
             title (panel == 3 ? "theory" : ""), \
         points using (of("x")):(of("measured")):(of("low")):(of("high")) with yerrorbars \
             linestyle 1 linewidth 1 title (panel == 3 ? "measured" : "")
}
unset multiplot
