"""An answer as a cache keeps it: one line of JSON, then the body."""

import json
import random
import time
from typing import Final, NamedTuple, Self

from exactapi.response.raw import HeaderList, RawResponse

LARGEST: Final = 262_144
"""Bytes of a body; a larger one is not kept."""

_SHORTER: Final = 0.1
"""The part of its time by which an answer may be kept shorter, so that not all end at once."""


class StoredResponse(NamedTuple):
    """`made_at` is in Unix seconds."""

    made_at: float
    headers: HeaderList
    body: bytes

    @classmethod
    def of(cls, response: RawResponse) -> Self | None:
        """Return what is kept of an answer; None if it is none that may be kept."""
        body = response.body
        if response.status != 200 or not isinstance(body, bytes) or len(body) > LARGEST:
            return None
        for name, value in response.headers:
            if name == b"set-cookie" or (name == b"cache-control" and b"no-store" in value.lower()):
                return None
        return cls(time.time(), list(response.headers), body)

    @classmethod
    def read(cls, stored: bytes) -> Self:
        """Return what `written` has written."""
        head, _, body = stored.partition(b"\n")
        made_at, headers = json.loads(head)
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return cls(made_at, fields, body)

    def written(self) -> bytes:
        """Return it as bytes."""
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self.headers]
        return json.dumps([self.made_at, fields]).encode() + b"\n" + self.body

    def response(self, ttl: int) -> RawResponse:
        """Return the answer again, with its `Age`."""
        age = min(max(0, int(time.time() - self.made_at)), ttl)
        return RawResponse(200, [*self.headers, (b"age", b"%d" % age)], self.body)


def lifetime(ttl: int) -> float:
    """Return the seconds to keep one answer for."""
    return ttl * (1 - random.uniform(0, _SHORTER))  # noqa: S311 - no secret
