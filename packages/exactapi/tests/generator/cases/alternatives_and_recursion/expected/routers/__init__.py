"""One module per tag of the document.

Generated from openapi.yaml by `task generate`; do not edit.
"""
