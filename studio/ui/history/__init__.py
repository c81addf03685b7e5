"""History: the list of all undo steps, to go back and forth in."""
