# Paper-like presets on networks. Needs: data (folder of the CSV files), figure.
stem = "e12_paper_like"
settings = "'perceptron 5 agents' 'perceptron 8 agents' 'perceptron 20 agents' 'LeNet-5 5 agents'"
methods = "d-psgd stale-mixing clip-only predict-only pc-asgd-0.5 practical ad-psgd"
heading = "Two clusters, messages between them 10 steps late"
load "plots/settings.gp"
