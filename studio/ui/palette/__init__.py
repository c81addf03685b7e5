"""The palette: every block, by family, to be dragged onto the canvas."""
