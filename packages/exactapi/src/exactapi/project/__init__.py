"""`[tool.exactapi]` of a project: where its files lie, and what it lets pass."""
