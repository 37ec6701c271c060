# Time of a step per element against the length of the arrays, beside the stream limit.
# Needs: data (folder of step.csv), figure (path of the SVG to write).
load "plots/style.gp"

table = data . "/step.csv"
names = "'pcasgd.h' 'practical variant' 'Eigen folded' 'OpenBLAS folded' 'GSL folded' 'NumPy with out='"
builds = "'gcc -O2' 'gcc -O2' 'g++ -O2' 'gcc -O2' 'library' 'library'"
types = "double float"

# nanoseconds per element in the rows of one contender: 2 fresh and 2 stale neighbours, one thread
is_row(name, build, type) = strcol("contender") eq name && strcol("build") eq build && \
    strcol("type") eq type && column("threads") == 1 && column("fresh") == 2 && column("stale") == 2
cost(name, build, type) = is_row(name, build, type) ? 1e9*column("best")/column("n") : NaN

set terminal svg size 960,480 font "sans-serif,13" background rgb "white"
set output figure
set multiplot layout 1,2 margins 0.1,0.985,0.15,0.91 spacing 0.08
set datafile missing NaN
set logscale xy
set xrange [700:1.5e7]
set yrange [0.2:3000]
set format x "10^{%T}"
set xlabel "elements of an array"
do for [t=1:2] {
    set title sprintf("A step with 2 fresh and 2 stale neighbours, %s", word(types, t))
    if (t == 1) {
        set ylabel "best time, ns per element"
        set key top left Left reverse samplen 4 font ",11"
    } else {
        unset ylabel
        unset key
    }
    plot table using (column("n")):(cost("stream limit", "gcc -O3 -march=native", word(types, t))) \
             with lines linewidth 4 linecolor rgb "#999999" title "stream limit", \
         for [k=1:6] table using (column("n")):(cost(word(names, k), word(builds, k), word(types, t))) \
             with linespoints linestyle k title word(names, k) . \
             (word(builds, k) eq "library" ? "" : ", " . word(builds, k))
}
unset multiplot
