"""Handlers: stubs for new operations, signatures kept in step, bodies never touched."""
