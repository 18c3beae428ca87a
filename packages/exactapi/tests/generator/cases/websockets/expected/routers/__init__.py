"""One module per tag of the document.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""
