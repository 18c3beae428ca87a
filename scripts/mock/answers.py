"""What the mock answers for one operation: a declared response, its example or a sample of it."""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, make_dataclass
from typing import Any, Final

from impl.contract import Answer, Contract, Operation
from impl.contract.declared import statuses
from impl.contract.document import Located
from impl.contract.media_types import is_json
from scripts.mock.sample import NoSample, Sampler
from scripts.mock.xml import NoXml, XmlWriter, is_xml

_STATUS_OF_RANGE: Final = {"2XX": 200, "DEFAULT": 200, "3XX": 302, "4XX": 400, "5XX": 500}
_WITHOUT_CONTENT: Final = frozenset({204, 205, 304})
_OF_THE_CONNECTION: Final = frozenset(
    {"content-length", "content-type", "content-encoding", "transfer-encoding", "connection"}
)
"""Headers that the server writes, whatever the document says of them."""

_CONCRETE: Final = {
    "*/*": "application/json",
    "application/*": "application/json",
    "text/*": "text/plain",
    "image/*": "image/png",
    "audio/*": "audio/ogg",
    "video/*": "video/mp4",
}


class MockAnswer(Answer):
    """Made up from the document; its subclasses are like the generated results."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the client prefers: a status, a named example, and the negotiated media type."""

    code: int | None = None
    example: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class _Media:
    """A Media Type Object; `name` may be a range, `concrete` is what is sent."""

    name: str
    concrete: str
    examples: Mapping[str, Any]
    schema: str | None


@dataclass(frozen=True, slots=True)
class _Response:
    """A Response Object; `headers` gives each header's Located object."""

    key: str
    media: Sequence[_Media]
    headers: Mapping[str, Located]


class MockAnswers:
    """The declared responses of one operation, ready to be sent."""

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        sampler: Sampler,
        overlay: Container[str] = (),
    ) -> None:
        self._sampler = sampler
        self._contract = contract
        self._xml = XmlWriter(contract)
        responses = contract.locate(f"{operation.pointer}/responses")
        declared = {key: _response(contract, responses, key) for key in statuses(responses)}
        self._responses = {each.key: each for each in declared.values()}
        self._added = {
            each.key for key, each in declared.items() if responses.child(key) in overlay
        }

    def answer(self, wish: Wish, seed: int) -> MockAnswer:
        """The same wish and seed give the same answer.

        Raises:
            NoSample: nothing that the document declares can be sent; the message says why.
        """
        reason = NoSample("no response but informational ones is declared")
        for status, response in self._candidates(wish):
            try:
                return self._written(status, response, wish, seed)
            except NoSample as none:
                reason = none
        raise reason

    def declares(self, code: int) -> bool:
        return self._match(code) is not None

    def _candidates(self, wish: Wish) -> Iterator[tuple[int, _Response]]:
        """The wished-for response alone, else the successes; else the errors of the document.

        Those which the runtime adds are never made up.
        """
        if wish.code is not None and (response := self._match(wish.code)) is not None:
            yield wish.code, response
            return
        found = [
            (int(key) if key.isdigit() else self._free_status(key), response)
            for key, response in self._responses.items()
            if not key.startswith("1")
        ]
        successes = [each for each in found if each[0] < 400]
        errors = [each for each in found if each[1].key not in self._added]
        yield from sorted(
            successes or errors, key=lambda each: (not _offers(each[1], wish), each[0])
        )

    def _match(self, status: int) -> _Response | None:
        found = self._responses
        return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("DEFAULT")

    def _free_status(self, key: str) -> int:
        """A status that the range is there for: one that is not declared by itself."""
        status = _STATUS_OF_RANGE[key]
        while str(status) in self._responses:
            status += 1
        return status

    def _written(self, status: int, response: _Response, wish: Wish, seed: int) -> MockAnswer:
        media = None if status in _WITHOUT_CONTENT else _chosen(response, wish)
        fields = self._headers(response, seed) | {"Vary": "Prefer"}
        if applied := self._applied(wish, media):
            fields["Preference-Applied"] = applied
        names = {f"header_{index}": name for index, name in enumerate(fields)}
        values = {"status": status} | {attribute: fields[name] for attribute, name in names.items()}
        if media is not None:
            values |= {"body": self._body(media, wish, seed), "content_type": media.concrete}
        kind = make_dataclass(
            f"Mock{status}",
            [(name, Any) for name in values],
            bases=(MockAnswer,),
            namespace={
                "media_type": media.concrete if media else None,
                "headers": {name: attribute for attribute, name in names.items()},
            },
            frozen=True,
            kw_only=True,
        )
        made: MockAnswer = kind(**values)
        return made

    def _headers(self, response: _Response, seed: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, header in response.headers.items():
            if name.lower() in _OF_THE_CONNECTION:
                continue
            try:
                fields[name] = self._header(header, seed)
            except NoSample:
                if header.node.get("required"):
                    raise
        return fields

    def _header(self, header: Located, seed: int) -> Any:
        media = list(_content(self._contract, header))
        described = media[0] if media else _described(self._contract, header, "", "")
        return self._value(described, None, seed)

    def _body(self, media: _Media, wish: Wish, seed: int) -> Any:
        value = self._value(media, wish.example, seed)
        if is_json(media.concrete) or isinstance(value, str | bytes):
            return value
        if media.concrete.startswith(("text/plain", "application/x-www-form-urlencoded")):
            return value
        if is_xml(media.concrete) and media.schema is not None:
            try:
                return self._xml.document(value, media.schema)
            except NoXml as none:
                raise NoSample(str(none)) from none
        return json.dumps(value).encode()

    def _value(self, media: _Media, wanted: str | None, seed: int) -> Any:
        """The wanted example, else the first one, else a sample."""
        examples = self._examples(media)
        if wanted in examples:
            return examples[wanted]
        if examples:
            return next(iter(examples.values()))
        if media.schema is None:
            return {} if is_json(media.concrete) else ""
        return self._sampler.value(media.schema, seed)

    def _examples(self, media: _Media) -> dict[str | None, Any]:
        """Those that are valid; a text of another media type is not the schema's to judge."""
        return {
            name: example
            for name, example in media.examples.items()
            if media.schema is None
            or (isinstance(example, str) and media.concrete and not is_json(media.concrete))
            or self._sampler.accepts(media.schema, example)
        }

    def _applied(self, wish: Wish, media: _Media | None) -> str:
        """What `Preference-Applied` says (RFC 7240, section 3)."""
        applied = [] if wish.code is None else [f"code={wish.code}"]
        if media is not None and wish.example in self._examples(media):
            applied.append(f'example="{wish.example}"')
        return ", ".join(applied)


def _offers(response: _Response, wish: Wish) -> bool:
    """Whether a success has the media type that the client likes best."""
    if not (response.key.startswith("2") or response.key == "DEFAULT"):
        return False
    return wish.media_type is None or any(each.name == wish.media_type for each in response.media)


def _chosen(response: _Response, wish: Wish) -> _Media | None:
    for media in response.media:
        if media.name == wish.media_type:
            return media
    return response.media[0] if response.media else None


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
        bare = name.partition(";")[0].strip().lower()
        yield _described(contract, media, name, _CONCRETE.get(bare, name))


def _described(contract: Contract, holder: Located, name: str, concrete: str) -> _Media:
    """What is said of a value by a Media Type Object, or a Header Object, which are alike."""
    examples = {"": holder.node["example"]} if "example" in holder.node else {}
    for key in holder.node.get("examples", {}):
        example = contract.locate(holder.child("examples", key)).node
        if "value" in example:
            examples[key] = example["value"]
    return _Media(name, concrete, examples, holder.schema)
