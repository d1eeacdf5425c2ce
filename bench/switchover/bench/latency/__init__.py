"""How long: paired samples in fresh processes, a sequential interval, a three-way verdict."""
