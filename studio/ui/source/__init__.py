"""The Source panel: the network as PyTorch code, beside the canvas."""
