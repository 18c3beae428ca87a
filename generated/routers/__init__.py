"""One module per tag of the document.

Generated from openapi/openapi.yaml by `task generate`; do not edit.
"""
