"""What lies on the paper around the blocks: frames, notes, and the points of wires."""
