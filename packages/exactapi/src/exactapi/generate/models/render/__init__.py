"""Shapes as the input of datamodel-code-generator, and its run."""
