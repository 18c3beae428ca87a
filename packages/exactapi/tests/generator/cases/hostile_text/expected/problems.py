"""The errors that the document declares, to be raised by handlers.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from exactapi.runtime import Problem


class OpImportOs77BadRequest(Problem):
    """400: quote"."""

    status = 400
    type = "\\"
    title = '"""'
    default_detail = "'\"\n"
