"""Calls to other services over HTTP: bounded in time, size and number."""
