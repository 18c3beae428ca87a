"""One value that is written under a name, in a style: a parameter, or a field of a form."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from exactapi.problems import JsonValue, ProblemError
from exactapi.text.encoding import Decode
from exactapi.text.scalars import TextReader, Texts
from exactapi.text.serialization import Serialization
from exactapi.text.styles import Delimited


class StyledValue(ABC):
    """Reads the value from texts; subclasses choose among what the texts may mean.

    `argument` is where the value goes, `place` what errors call it.
    """

    required = False
    allows_empty = False

    def __init__(
        self,
        name: str,
        *,
        argument: str,
        place: str,
        serialization: Serialization,
        decode: Decode,
        reader: TextReader,
    ) -> None:
        self.name = name
        self.argument = argument
        self.place = place
        self.decode = decode
        self.reader = reader
        self.names = serialization.names(reader.shape)
        self.repeats = serialization.explode and "array" in reader.shape.types
        self._style = serialization.reader(name, decode)
        self._style_name = serialization.style

    @property
    def may_be_bare(self) -> bool:
        """Return whether it may be something else than an object."""
        return self.reader.has_scalars or "array" in self.reader.shape.types

    @property
    def default(self) -> Any:
        """Return the value where there is none in the request."""
        return None

    @abstractmethod
    def choose(self, readings: Iterable[JsonValue], errors: list[ProblemError]) -> Any:
        """Return the value for the first of some readings that the schema accepts.

        What is wrong goes to `errors`: none of the readings is accepted, or there are none.
        """

    def read(self, raw: str, errors: list[ProblemError]) -> Any:
        """Return the value that one text stands for."""
        return self.choose(self.reader.readings(self._style, raw), errors)

    def read_scalar(self, raw: str, errors: list[ProblemError]) -> Any:
        """Return the value of a text that is no array and no object."""
        return self.choose(self.reader.scalars(self.decode(raw)), errors)

    def read_empty(self) -> Any:
        """`allowEmptyValue`: an empty value is no error; it is "" where the schema takes that."""
        ignored: list[ProblemError] = []
        value = self.choose([""], ignored)
        return self.default if ignored else value

    def read_repeated(
        self, raws: list[str], errors: list[ProblemError], *, cookies: bool = False
    ) -> Any:
        """Return the value whose name is there as often as there are items."""
        return self.choose(self._items(raws, cookies=cookies), errors)

    def read_members(self, members: Mapping[str, Texts], errors: list[ProblemError]) -> Any:
        """Return the value of members that each stand under a name."""
        return self.choose([self.reader.members(members)], errors)

    def _not_in_style(self) -> ProblemError:
        detail = f"is not written in the style {self._style_name}"
        return ProblemError(self.place, "style", detail)

    def _items(self, raws: list[str], *, cookies: bool) -> Iterator[JsonValue]:
        """Yield one item per pair, or a single scalar where the schema allows one as well."""
        if len(raws) == 1:
            if self.reader.has_scalars:
                yield from self.reader.scalars(self.decode(raws[0]))
            if cookies:  # one cookie may hold all items: a comma is no octet of its value
                one_cookie = Delimited([","], self.decode, aliases=[f"&{self.name}="])
                yield from map(self.reader.array, one_cookie.arrays(raws[0]))
                return
        yield self.reader.array([self.decode(raw) for raw in raws])
        if raws == [""]:
            yield []
