"""Parameters that have `content` instead of a schema and a style: one text of a media type."""

from collections.abc import Iterator

from exactapi.document.contract import Contract, Located
from exactapi.document.media_types import SCALARS, MediaType, essence
from exactapi.media.json import Json
from exactapi.media.kinds import ANY_JSON, codec, is_parameter_read
from exactapi.media.urlencoded import UrlEncoded
from exactapi.problems import JsonValue
from exactapi.rejections import MalformedRequest
from exactapi.text.scalars import TextReader
from exactapi.text.strict_json import read_json


class ParameterContent:
    """Reads texts of one media type.

    JSON and forms are read as bodies are, what may be JSON (`*/*`) as JSON if it is, anything
    else as a scalar. `is_read` is false where no scalar will do: then the text is handed over.
    """

    def __init__(self, contract: Contract, declared: Located, media_type: str) -> None:
        content = contract.locate(declared.child("content", media_type))
        pointers = (content.schema,) if content.schema else ()
        self._media_type = MediaType(essence(media_type), {})
        self._codec = codec(contract, media_type, content, "request")
        self._scalars = TextReader(contract, pointers)
        self.is_read = is_parameter_read(media_type, self._scalars.shape.types)
        self.is_form = isinstance(self._codec, UrlEncoded)

    def readings(self, text: str) -> Iterator[JsonValue]:
        """Return the values that a decoded text can stand for, the likeliest first.

        Raises:
            MalformedRequest: it is no JSON, or no form, where it has to be.
        """
        if isinstance(self._codec, Json | UrlEncoded):
            yield self._codec.read(text.encode(), self._media_type)
        elif not self.is_read:
            yield text
        else:
            if self._scalars.has_scalars:
                yield from self._scalars.scalars(text)
            if self._media_type.name in ANY_JSON and not self._scalars.shape.types <= SCALARS:
                try:
                    yield read_json(text.encode())
                except MalformedRequest:
                    return
