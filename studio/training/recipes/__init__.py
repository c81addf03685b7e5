"""Ways to learn: each a generator of events over graph, data and settings, read top to bottom."""
