"""How fast the canvas is: alone, against another node editor, and beside a training run."""
