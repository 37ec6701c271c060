# Exact fixed points on images. Needs: data (folder of the CSV files), figure.
stem = "e14_exact_on_images"
settings = "'softmax IID' 'softmax Dirichlet 0.1' 'softmax 2 shards' 'perceptron IID' 'perceptron Dirichlet 0.1' 'perceptron 2 shards' 'lenet5 IID' 'lenet5 Dirichlet 0.1' 'lenet5 2 shards'"
methods = "d-psgd stale-mixing clip-only predict-only pc-asgd-0.5 paired-accounts pg-extra asy-sonata"
heading = "Messages between two clusters 16 steps late"
wide = 1
load "plots/settings.gp"
