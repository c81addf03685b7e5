"""Controls that the whole window shares; those that Qt has no good form of paint themselves."""
