"""Models: every schema of the API as a Python type, rendered by datamodel-code-generator."""
