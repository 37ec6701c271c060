# Accuracy against the partition of the data. Needs: data (folder of the CSV files), figure.
stem = "e10_partitions"
settings = "'IID' 'Dirichlet 1' 'Dirichlet 0.1' '2 shards' '1 shard'"
heading = "Messages between two clusters 8 steps late"
load "plots/settings.gp"
