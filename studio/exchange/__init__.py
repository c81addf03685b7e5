"""Ways in and out, one a file."""
