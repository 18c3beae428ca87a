"""The mock's responses for one operation: a declared one, its example or a sample of it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, make_dataclass, replace
from typing import Any, Final

from exactapi.access.limits import FIELDS
from exactapi.document.contract import Located
from exactapi.document.lengths import Lengths, is_of_octets
from exactapi.document.media_types import essence
from exactapi.media.codec import Codec
from exactapi.media.json import Json
from exactapi.media.kinds import kind_of
from exactapi.media.sequences import Sequence as SequenceCodec
from exactapi.media.text import Text
from exactapi.media.xml import Xml
from exactapi.mock.contents import ContentWriter, concrete
from exactapi.mock.samples.files import FILES
from exactapi.mock.samples.sample import NoSampleError, Sampler
from exactapi.operations.results import WITHOUT_CONTENT
from exactapi.rejections import UpgradeRequired
from exactapi.response.declared import statuses
from exactapi.response.negotiation import named_within, negotiate
from exactapi.response.notices import notices
from exactapi.response.raw import UnsendableHeaderError, header_lines
from exactapi.runtime import Contract, Operation, Result
from exactapi.text.scalars import TextReader

_STATUS_OF_RANGE: Final = {"2XX": 200, "DEFAULT": 200, "3XX": 302, "4XX": 400, "5XX": 500}
_ATTEMPTS: Final = 8
_ITEMS: Final = 3
"""As many items has a sequence that is made up: enough to see that they follow one another."""

_VALUES: Final = ("dataValue", "value", "serializedValue")
"""The members of an Example Object that hold it, the value itself before what is written of it."""

_UPGRADE: Final = "This operation changes the protocol (101), which a mock cannot do."
_OF_THE_CONNECTION: Final = frozenset(
    {"content-length", "content-type", "content-encoding", "transfer-encoding", "connection"}
)
"""Headers that the server writes, whatever the document says of them."""


class MockResult(Result):
    """Made up from the document; its subclasses are like the generated results."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The client's preferences: a status, a named example, and media types.

    `dynamic` leaves all examples aside, so that each answer can be another one.
    `media_type` is what was negotiated out of those of the successes, `accept` from what.
    """

    code: int | None = None
    example: str | None = None
    dynamic: bool = False
    media_type: str | None = None
    accept: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class _Media:
    """A Media Type Object; `name` may be a range, `concrete` is what is sent."""

    name: str
    concrete: str
    examples: Mapping[str, Any]
    declared: Located

    @property
    def schema(self) -> str | None:
        return self.declared.schema

    @property
    def is_json(self) -> bool:
        return Json.covers(essence(self.concrete))


@dataclass(frozen=True, slots=True)
class _Response:
    """A Response Object; `headers` gives each header's Located object."""

    key: str
    media: Sequence[_Media]
    headers: Mapping[str, Located]


class MockResults:
    """The declared responses of one operation, ready to be sent."""

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        sampler: Sampler,
        overlay: Container[str] = (),
    ) -> None:
        self._not_made_up = _OF_THE_CONNECTION | _of_the_runtime(contract, operation)
        self._sampler = sampler
        self._contract = contract
        self._contents = ContentWriter(contract)
        responses = contract.locate(f"{operation.pointer}/responses")
        declared = {key: _response(contract, responses, key) for key in statuses(responses)}
        self._responses = {each.key: each for each in declared.values()}
        self._added = {
            each.key for key, each in declared.items() if responses.child(key) in overlay
        }

    def answer(self, wish: Wish, seed: int) -> MockResult:
        """The same wish and seed give the same answer.

        Raises:
            NoSampleError: nothing that the document declares can be sent; the message says why.
            UpgradeRequired: all that the operation does is to change the protocol.
        """
        reason = NoSampleError("no response but informational ones is declared")
        for status, response in self._candidates(wish):
            try:
                return self._written(status, response, wish, seed)
            except NoSampleError as none:
                reason = none
        raise reason

    def declares(self, code: int) -> bool:
        """Return whether such a response is declared, and ends an exchange (RFC 9110, 15.2)."""
        return 200 <= code < 600 and self._match(code) is not None

    def _candidates(self, wish: Wish) -> Iterator[tuple[int, _Response]]:
        """Yield the wished-for response alone, else the successes; else the errors of the document.

        Those which the runtime adds are never made up.
        """
        if wish.code is not None and (response := self._match(wish.code)) is not None:
            yield wish.code, response
            return
        if self._only_upgrades and "426" not in self._responses:
            raise UpgradeRequired(_UPGRADE)
        found = [
            (int(key) if key.isdigit() else self._free_status(key), response)
            for key, response in self._responses.items()
            if not key.startswith("1")
        ]
        successes = [each for each in found if each[0] < 400]
        errors = [each for each in found if each[1].key not in self._added]
        if self._only_upgrades:
            errors = [each for each in errors if each[0] == UpgradeRequired.status]
        yield from sorted(
            successes or errors,
            key=lambda each: (
                not self._exemplifies(each[1], wish),
                not _offers(each[1], wish),
                each[0],
            ),
        )

    @property
    def _only_upgrades(self) -> bool:
        """Return whether the one success is a change of the protocol (RFC 9110, 15.2.2)."""
        keys = self._responses.keys() - self._added
        return "101" in keys and not any(key.startswith(("2", "3", "D")) for key in keys)

    def _match(self, status: int) -> _Response | None:
        found = self._responses
        return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("DEFAULT")

    def _free_status(self, key: str) -> int:
        """Return a status that the range is there for: one that is not declared by itself."""
        status = _STATUS_OF_RANGE[key]
        while str(status) in self._responses:
            status += 1
        return status

    def _written(self, status: int, response: _Response, wish: Wish, seed: int) -> MockResult:
        media = None if status in WITHOUT_CONTENT else self._chosen(response, wish)
        fields = self._headers(response, seed)
        if "vary" not in map(str.lower, fields):
            fields["Vary"] = "Accept, Prefer"
        if applied := self._applied(wish, media):
            fields["Preference-Applied"] = applied
        names = {f"header_{index}": name for index, name in enumerate(fields)}
        values = {attribute: fields[name] for attribute, name in names.items()}
        if media is not None:
            values |= {"body": self._body(media, wish, seed), "content_type": media.concrete}
        kind = make_dataclass(
            f"Mock{status}",
            [(name, Any) for name in values],
            bases=(MockResult,),
            namespace={
                "status": status,
                "media_type": media.concrete if media else None,
                "headers": {name: attribute for attribute, name in names.items()},
            },
            frozen=True,
            kw_only=True,
        )
        made: MockResult = kind(**values)
        return made

    def _headers(self, response: _Response, seed: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, header in response.headers.items():
            if name.lower() in self._not_made_up:
                continue
            try:
                fields[name] = self._header(name, header, seed)
            except NoSampleError:
                if header.node.get("required"):
                    raise
        return fields

    def _header(self, name: str, header: Located, seed: int) -> Any:
        """Return a value that HTTP can carry, of a few that are made up."""
        media = list(_content(self._contract, header))
        described = media[0] if media else _described(self._contract, header, "", "")
        for attempt in range(_ATTEMPTS):
            value = self._value(described, None, seed + attempt)
            with suppress(UnsendableHeaderError):
                if header_lines(name, value):
                    return value
        raise NoSampleError(f"no value was found for the header {name} that HTTP can carry")

    def _body(self, media: _Media, wish: Wish, seed: int) -> Any:
        if wish.dynamic:
            value = self._made_up(media, seed, examples=False)
        else:
            value = self._value(media, wish.example, seed)
        return self._contents.body(value, media.concrete, media.declared)

    def _chosen(self, response: _Response, wish: Wish) -> _Media | None:
        """Choose a media type that has the wanted example and is accepted; else the first."""
        wanted = [each for each in response.media if self._has(wish.example, each)]
        for media in (wanted, response.media):
            offered = tuple(each.name for each in media)
            name = negotiate(wish.accept, offered, may_be_empty=True) if offered else None
            for each in media:
                if each.name == name:
                    return _narrowed(each, wish.accept)
        return response.media[0] if response.media else None

    def _has(self, example: str | None, media: _Media) -> bool:
        return example is not None and example in self._examples(media)

    def _exemplifies(self, response: _Response, wish: Wish) -> bool:
        return any(self._has(wish.example, each) for each in response.media)

    def _value(self, media: _Media, wanted: str | None, seed: int) -> Any:
        """Return the wanted example, else the first one, else a sample."""
        examples = self._examples(media)
        if wanted in examples:
            return examples[wanted]
        if examples:
            return next(iter(examples.values()))
        return self._made_up(media, seed)

    def _made_up(self, media: _Media, seed: int, *, examples: bool = True) -> Any:
        """A value of the schema; `examples` are those of schemas."""
        if isinstance(kind := self._codec(media), SequenceCodec):
            return self._items(kind, seed, examples=examples)
        if (file := self._file(media)) is not None:
            return file
        if media.schema is None:
            return {} if media.is_json else ""
        return self._sampler.value(media.schema, seed, examples=examples)

    def _file(self, media: _Media) -> bytes | None:
        """Return a file of a type that programs open, where any octets will do."""
        make = FILES.get(essence(media.concrete))
        if make is None or (media.schema and not is_of_octets(self._contract, media.schema)):
            return None
        file, schemas = make(), (media.schema,) if media.schema else ()
        return None if Lengths(self._contract, schemas).errors(len(file)) else file

    def _items(self, kind: SequenceCodec, seed: int, *, examples: bool) -> Any:
        if kind.schemas.whole is not None:
            return self._sampler.value(kind.schemas.whole, seed, examples=examples)
        if (each := kind.schemas.each) is None:
            return ""
        seeds = range(seed, seed + _ITEMS)
        return [self._sampler.value(each, number, examples=examples) for number in seeds]

    def _codec(self, media: _Media) -> Codec | None:
        """Return the codec of content; a header, which is described like one, has none."""
        if not media.concrete:
            return None
        return self._contents.codec(media.concrete, media.declared)

    def _examples(self, media: _Media) -> dict[str | None, Any]:
        """Keep the valid ones; a text of another media type is not judged."""
        values = {
            name: self._contents.exemplified(example, media.concrete, media.declared)
            for name, example in media.examples.items()
        }
        return {name: value for name, value in values.items() if self._fits(media, value)}

    def _fits(self, media: _Media, example: Any) -> bool:
        if isinstance(kind := self._codec(media), SequenceCodec) and isinstance(example, list):
            return not kind.errors(example)
        if media.schema is None or self._sampler.accepts(media.schema, example):
            return True
        if not isinstance(example, str) or not media.concrete or media.is_json:
            return False
        if isinstance(self._contents.codec(media.concrete, media.declared), Xml):
            return False
        reader = TextReader(self._contract, (media.schema,), "response")
        if kind_of(media.concrete, of_values=False) is Text and reader.has_scalars:
            return self._sampler.accepts(media.schema, reader.scalar(example))
        return not Lengths(self._contract, (media.schema,)).errors(len(example.encode()))

    def _applied(self, wish: Wish, media: _Media | None) -> str:
        """Return the value of `Preference-Applied` (RFC 7240, section 3)."""
        applied = [] if wish.code is None else [f"code={wish.code}"]
        if wish.dynamic:
            applied.append("dynamic=true")
        elif media is not None and wish.example in self._examples(media):
            applied.append(f'example="{wish.example}"')
        return ", ".join(applied)


def _offers(response: _Response, wish: Wish) -> bool:
    """Return whether a success has the media type that the client likes best."""
    if not (response.key.startswith("2") or response.key == "DEFAULT"):
        return False
    return wish.media_type is None or any(each.name == wish.media_type for each in response.media)


def _narrowed(media: _Media, accept: Sequence[bytes]) -> _Media:
    """For a media range: what the client names, unless it takes what is sent anyway."""
    if "*" not in media.name or negotiate(accept, (media.concrete,), may_be_empty=True):
        return media
    return replace(media, concrete=named_within(accept, media.name) or media.concrete)


def _of_the_runtime(contract: Contract, operation: Operation) -> frozenset[str]:
    """Return the headers that the runtime adds where they are due; here nothing is a replay."""
    added = {name for name, _ in notices(operation.sunset) if name != b"link"}
    if operation.limits:
        added |= FIELDS
    if "x-idempotency" in contract.locate(operation.pointer).node:
        added.add(b"idempotency-replayed")
    return frozenset(name.decode() for name in added)


def _response(contract: Contract, responses: Located, key: str) -> _Response:
    response = contract.locate(responses.child(key))
    headers = {
        name: contract.locate(response.child("headers", name))
        for name in response.node.get("headers", {})
    }
    return _Response(key.upper(), tuple(_content(contract, response)), headers)


def _content(contract: Contract, holder: Located) -> Iterator[_Media]:
    for name in holder.node.get("content", {}):
        media = contract.locate(holder.child("content", name))
        yield _described(contract, media, name, concrete(name))


def _described(contract: Contract, holder: Located, name: str, concrete: str) -> _Media:
    """Read the examples of a Media Type Object, or of a Header Object, which are alike."""
    examples = {"": holder.node["example"]} if "example" in holder.node else {}
    for key in holder.node.get("examples", {}):
        example = contract.locate(holder.child("examples", key)).node
        for member in _VALUES:
            if member in example:
                examples[key] = example[member]
                break
    return _Media(name, concrete, examples, holder)
