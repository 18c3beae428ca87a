"""Shapes: what the values of a schema are in Python."""
