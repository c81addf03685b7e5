"""The canvas: the whole network painted with two graphics items, and the gestures on it."""
