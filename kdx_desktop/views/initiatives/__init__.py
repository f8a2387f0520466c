"""取組: the strategy's initiatives by measure, state and version."""
