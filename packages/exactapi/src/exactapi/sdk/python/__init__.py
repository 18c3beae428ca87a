"""The Python SDK: `runtime` is copied into each one, the rest is rendered from the IR."""
