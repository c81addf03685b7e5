"""Layerloom: draw a neural network, check it live, train it, and hand it on."""

__version__ = "0.1.0"
