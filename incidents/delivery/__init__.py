"""After commit, in the worker. Claims outbox rows, at least once, backs off, and gives up visibly."""
