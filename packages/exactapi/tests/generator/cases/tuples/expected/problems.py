"""The errors that the document declares, to be raised by handlers.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""
