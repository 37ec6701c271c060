# The practical variant and other ways to choose. Needs: data (folder of the CSV files), figure.
stem = "e11_practical"
settings = "'age 2' 'age 8' 'age 8 IID'"
methods = "clip-only predict-only pc-asgd-0.5 practical practical-opposite practical-random practical-hindsight"
heading = "Messages between two clusters late"
load "plots/settings.gp"
