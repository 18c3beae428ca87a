"""What happens to every request: one pure-ASGI class per file, in the order `impl.app` names."""
