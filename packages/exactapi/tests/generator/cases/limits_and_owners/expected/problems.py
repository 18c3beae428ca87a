"""The errors that the document declares, to be raised by handlers.

Generated from openapi.yaml by `task generate`; do not edit.
"""
