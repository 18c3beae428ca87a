"""Every kind of change, the version that it needs, and why: the closed list of `exactapi diff`.

What consumers send may be allowed more, never less; what they receive may be promised more, never
less. Two things are no break although an answer grows: a new member and a new value of an `enum`,
since clients must keep what they do not know, as the SDKs do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

Direction = Literal["sent", "received"]
"""Whether consumers send a value, or receive it."""


class Level(IntEnum):
    """The part of a semantic version that a change raises."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """`received` is the level in what consumers receive, where it is another one."""

    level: Level
    why: str
    received: Level | None = None

    def of(self, direction: Direction) -> Level:
        if direction == "received" and self.received is not None:
            return self.received
        return self.level


_PATCH, _MINOR, _MAJOR = Level.PATCH, Level.MINOR, Level.MAJOR

RULES: Final[Mapping[str, Rule]] = {
    "operation-added": Rule(_MINOR, "There is more to call."),
    "operation-removed": Rule(_MAJOR, "Calls of it are answered 404 or 405."),
    "operation-renamed": Rule(_MAJOR, "Methods of the SDKs are named by the operationId."),
    "operation-moved": Rule(_MAJOR, "The first tag is the object in the SDKs that has the method."),
    "deprecated": Rule(_MINOR, "It works as before; consumers are advised to move on."),
    "parameter-added": Rule(_MINOR, "It may be left out."),
    "parameter-added-required": Rule(_MAJOR, "Requests without it are refused."),
    "parameter-removed": Rule(_MAJOR, "Requests with it are refused, or mean something else."),
    "parameter-renamed": Rule(_MAJOR, "Arguments of the SDKs are named by the parameter."),
    "parameter-required": Rule(_MAJOR, "Requests without it are refused from now on."),
    "parameter-optional": Rule(_MINOR, "It may be left out from now on."),
    "parameter-rewritten": Rule(_MAJOR, "The same value is written in another way."),
    "body-added": Rule(_MINOR, "It may be left out."),
    "body-added-required": Rule(_MAJOR, "Requests without a body are refused."),
    "body-removed": Rule(_MAJOR, "Requests with a body are refused, or it is not read."),
    "body-required": Rule(_MAJOR, "Requests without a body are refused from now on."),
    "body-optional": Rule(_MINOR, "It may be left out from now on."),
    "media-type-added": Rule(_MINOR, "There is one more to choose."),
    "media-type-removed": Rule(_MAJOR, "Who sends or asks for it is refused (415, 406)."),
    "encoding-changed": Rule(_MAJOR, "A part of a form has another media type."),
    "success-added": Rule(_MINOR, "Clients take any success that they do not know as one."),
    "success-removed": Rule(_MAJOR, "Clients wait for this status and get another."),
    "error-added": Rule(_MINOR, "Clients take any error that they do not know as one."),
    "error-removed": Rule(_MINOR, "What handles it is never reached."),
    "header-added": Rule(_MINOR, "There is more to read."),
    "header-removed": Rule(_MAJOR, "Clients that read it find nothing."),
    "header-required": Rule(_MINOR, "It is promised from now on."),
    "header-optional": Rule(_MAJOR, "It may be absent from now on."),
    "problem-added": Rule(_MINOR, "Its status is known, and so is how to handle that."),
    "problem-removed": Rule(
        _MAJOR, "Clients tell errors by `type`; the SDKs have a class for each."
    ),
    "security-tightened": Rule(_MAJOR, "Credentials that were enough are answered 401 or 403."),
    "security-loosened": Rule(_MINOR, "Fewer credentials are enough."),
    "scheme-changed": Rule(_MAJOR, "Credentials are presented, or got, in another way."),
    "limit-added": Rule(_MAJOR, "Requests that were served are answered 429."),
    "limit-lowered": Rule(_MAJOR, "Who kept to the old limit is answered 429."),
    "limit-raised": Rule(_MINOR, "More requests are served."),
    "limit-removed": Rule(_MINOR, "More requests are served."),
    "limit-changed": Rule(_MAJOR, "It counts by something else: the old one does not compare."),
    "owner-added": Rule(_MAJOR, "Others than the owner are refused."),
    "owner-removed": Rule(_MINOR, "Others than the owner are served, too."),
    "owner-changed": Rule(_MAJOR, "Others are refused, or by another status."),
    "cache-changed": Rule(_MINOR, "Answers may be older, or newer, than they could be before."),
    "protocol-changed": Rule(_MAJOR, "Requests become messages over a WebSocket, or the reverse."),
    "subprotocol-added": Rule(_MINOR, "There is one more to choose."),
    "subprotocol-removed": Rule(_MAJOR, "Who offers it alone is refused (400)."),
    "server-added": Rule(_MINOR, "There is one more to choose."),
    "server-removed": Rule(_MAJOR, "Clients are configured with its address."),
    "extension-changed": Rule(_PATCH, "What `x-` says is for tools; ours have rules of their own."),
    "schema-narrowed": Rule(
        _MAJOR, "Values that were taken are refused; answers promise more.", _MINOR
    ),
    "schema-widened": Rule(
        _MINOR, "More values are taken; answers have values that clients never met.", _MAJOR
    ),
    "schema-changed": Rule(_MAJOR, "Whether the old values still fit cannot be decided."),
    "schema-renamed": Rule(_MAJOR, "Classes of the SDKs are named by the component."),
    "enum-value-added": Rule(_MINOR, "Clients must keep values that they do not know."),
    "enum-value-removed": Rule(_MAJOR, "It is refused; answers just never have it.", _MINOR),
    "member-added": Rule(_MINOR, "It may be left out; clients must keep what they do not know."),
    "member-added-required": Rule(_MAJOR, "Requests without it are refused.", _MINOR),
    "member-removed": Rule(_MAJOR, "It is refused or not read; clients that read it find nothing."),
    "member-required": Rule(_MAJOR, "Requests without it are refused; answers have it.", _MINOR),
    "member-optional": Rule(_MINOR, "It may be left out; answers may be without it.", _MAJOR),
    "default-added": Rule(_MINOR, "Leaving it out means something from now on.", _PATCH),
    "default-changed": Rule(_MAJOR, "The same request means something else.", _PATCH),
    "default-removed": Rule(_MAJOR, "The same request means something else.", _PATCH),
    "words-changed": Rule(_PATCH, "Titles, descriptions, examples: for people alone."),
}
