"""The API of the document as Python.

Generated from openapi.yaml by `task generate`; do not edit.
"""
