"""Rules for schemas and for values that they describe."""
