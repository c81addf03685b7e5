"""Search: text ranks what can be chosen, and a popup shows it at the pointer."""
