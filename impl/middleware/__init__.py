"""Pure-ASGI middleware, one class a file; `impl.app` says in which order."""
