"""The API of the document as Python.

Generated from openapi/openapi.yaml by `task generate`; do not edit.
"""
