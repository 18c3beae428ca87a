"""Routers and problems: the operations of the API as Python, rendered by fastapi-code-generator."""
