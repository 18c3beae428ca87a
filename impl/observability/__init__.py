"""Logs, and the tuning of the garbage collector."""
