"""From a graph to a module: the plan, its costs, and torch."""
