"""The Train step: the run beside the window, its dock and its settings."""
