"""The verbs: the only writers of state.

Each takes the actor first and the moment `at` (aware, UTC) last, asks `access.require` before anything else, lets a
table of `domain` decide, changes rows and publishes its event. None commits: the edge does, once.
"""
