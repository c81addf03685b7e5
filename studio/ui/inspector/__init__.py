"""The inspector: the settings of the selected block and what they come to."""
