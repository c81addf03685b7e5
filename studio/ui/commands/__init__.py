"""Commands: the palette that runs every action, and the keys that run them."""
