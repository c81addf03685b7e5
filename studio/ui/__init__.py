"""The desktop app: everything of Qt, nothing that decides about networks."""
