"""The view of the routers as the input of fastapi-code-generator, and its run."""
