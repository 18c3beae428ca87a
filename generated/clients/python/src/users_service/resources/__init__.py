"""One module per tag of the document.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""
