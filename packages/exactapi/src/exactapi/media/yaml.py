"""YAML is written as JSON, which it includes (RFC 9512, section 3.4), and never read."""

from typing import Any, ClassVar, Final

from exactapi.document.media_types import MediaType
from exactapi.media.binary import Binary
from exactapi.media.json import Json
from exactapi.media.text import Text
from exactapi.text.strict_json import parse_json

_NAMES: Final = frozenset(
    {"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"}
    | {"application/vnd.oai.openapi"}
)


class Yaml(Json):
    """RFC 9512, sections 2.1 and 2.2, and older names.

    The type of OpenAPI documents that says nothing of JSON is YAML as well.
    """

    is_read: ClassVar[bool] = False

    @staticmethod
    def covers(name: str) -> bool:
        return name in _NAMES or name.endswith("+yaml")

    def write(self, value: Any) -> bytes:
        return value.encode() if isinstance(value, str) else super().write(value)

    def fault(self, data: bytes, sent: MediaType) -> str | None:
        """Of YAML that is no JSON, which a handler has written itself, what a text shows."""
        try:
            parse_json(data)
        except ValueError:
            kind = Text if Text.covers(self._name) else Binary
            return kind(self._contract, self._name, self._content, self._direction).fault(
                data, sent
            )
        return super().fault(data, sent)
