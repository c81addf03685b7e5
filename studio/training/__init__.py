"""How a network learns: settings, events, recipes, and the run that pumps them."""
