"""The API of the document as Python.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from exactapi.release import generated_by

generated_by("0.2", __name__)
