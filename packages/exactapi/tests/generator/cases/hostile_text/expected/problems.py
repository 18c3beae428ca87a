"""The errors that the document declares, to be raised by handlers.

Generated from openapi.yaml by `task generate`; do not edit.
"""

from exactapi.runtime import Problem


class OpImportOs77BadRequest(Problem):
    """400: quote"."""

    status = 400
    type = "\\"
    title = '"""'
    default_detail = "'\"\n"
