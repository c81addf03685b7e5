"""Forms made from the fields of an entry: whatever a pydantic model declares can be edited."""
