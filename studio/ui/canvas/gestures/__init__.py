"""What a hand can do on the canvas, one file for each gesture."""
