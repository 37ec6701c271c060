# Accuracy against graph and number of agents. Needs: data (folder of the CSV files), figure.
stem = "e9_topology"
settings = "'full 4' 'ring 8' 'star 8' 'clusters 8' 'torus 16' 'exponential 16' 'cliques 32' 'small-world 64'"
heading = "Messages of random age 0 to 8"
load "plots/settings.gp"
