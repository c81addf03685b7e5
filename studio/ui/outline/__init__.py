"""The outline: the shown network as a tree of rows, for eyes, keys and screen readers."""
