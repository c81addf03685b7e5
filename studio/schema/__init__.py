"""How anything that a person can pick is declared: entries, catalogs, shapes, calls."""
