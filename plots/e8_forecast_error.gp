# Direction and size of forecasts against what the neighbours did. Needs: data, figure.
load "plots/style.gp"
kinds = "softmax perceptron"
forecasts = "'lambda 0' 'g*g lambda 0.1' 'g*g lambda 1' 'Hessian diagonal' 'Hessian' 'Hessian and its own moves' 'its true gradients'"
of(v, name) = strcol("forecast") eq word(forecasts, v) ? column(name) : NaN
file(k) = data . "/e8_forecast_error_" . word(kinds, k) . ".csv"

set terminal svg size 960,720 font "sans-serif,13" background rgb "white"
set output figure
set datafile missing NaN
set multiplot layout 2,2 margins 0.08,0.75,0.09,0.95 spacing 0.08,0.13
set logscale x 2
set xrange [0.85:19]
set xtics (1, 2, 4, 8, 16)
set ylabel "cosine with the true displacement"
do for [k=1:2] {
    set title word(kinds, k)
    plot for [v=1:7] file(k) using (of(v, "age")):(of(v, "cosine")) with linespoints linestyle v
    unset ylabel
}
unset title
set xlabel "age, steps"
set ylabel "error / length of the displacement"
do for [k=1:2] {
    if (k == 2) { set key at screen 0.99, screen 0.9 samplen 3 spacing 1.3 }
    plot for [v=1:7] file(k) using (of(v, "age")):(of(v, "relative")) with linespoints linestyle v title (k == 2 ? word(forecasts, v) : "")
    unset ylabel
}
unset multiplot
