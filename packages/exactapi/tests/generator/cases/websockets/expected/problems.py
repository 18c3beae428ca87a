"""The errors that the document declares, to be raised by handlers.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from exactapi.runtime import Problem


class JoinRoomNotFound(Problem):
    """404: There is no such room."""

    status = 404
