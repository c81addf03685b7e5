"""The document: graph, data, training and notes as one value, and its file."""
