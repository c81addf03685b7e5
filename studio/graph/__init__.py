"""The network as a value: blocks and wires, their edits, shapes and problems."""
