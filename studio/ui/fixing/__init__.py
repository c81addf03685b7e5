"""Quick fixes in the window: found beside it, shown in a list, previewed on the canvas, taken."""
