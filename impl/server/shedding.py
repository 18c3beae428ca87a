"""Refuses what is beyond the limit before it becomes a request of the application.

A refusal by the application costs a quarter of what a read costs, most of it for the task and the
objects of a request. At twice the load that the service can bear half of its time would go into
refusals, and be missing for those that are admitted. So what is plainly a whole request is refused
without being parsed, with bytes that are made once a second.
"""

import re
from functools import lru_cache
from typing import Final

from exactapi.runtime import request_id
from starlette.types import Scope

from impl.middleware.admission import HAS_PLACE, Admission
from impl.middleware.early_problem import early_problem
from impl.middleware.paths import path_of
from impl.server.cycle import Field
from impl.server.ending import IS_ENDING
from impl.server.protocol import BoundedProtocol, as_bytes

_LINE: Final = (
    rb"(?!(?i:content-length|transfer-encoding|expect|x-request-id):"
    rb"|(?i:connection):(?![ \t]*(?i:keep-alive)\r))"
    rb"[!#-'*+\-.0-9A-Z^_`a-z|~]++:[\t -~\x80-\xff]*+\r\n"
)
PLAIN: Final = re.compile(
    rb"(?:GET|DELETE) (?P<path>/[!$&->@-~]*+)(?:\?[!$-~]*+)? HTTP/1\.1\r\n"
    rb"(?:%b){0,100}(?:(?i:x-request-id):[ \t]*(?P<id>[^\s,]*)\r\n(?:%b){0,99})?\r\n"
    % (_LINE, _LINE)
)
"""A whole request without a body, after which the connection stays open; its path needs no
decoding, and its fields are within the bounds. It may be refused where a parser would find fault
with it, but nothing follows from its fields except the id."""

_ID: Final = b"00000000-0000-4000-8000-000000000000"


class SheddingProtocol(BoundedProtocol):
    """Name it to uvicorn: `--http impl.server.shedding:SheddingProtocol`.

    The application puts its `Admission` as `admission` into the state of its lifespan (ASGI). Only
    plain requests are refused here, on connections that wait for no other answer. The application
    refuses the others.
    """

    def data_received(self, data: bytes) -> None:
        admission: Admission | None = self.app_state.get("admission")
        if (
            admission is not None
            and admission.is_full
            and self._is_free()
            and len(data) <= self.max_head_bytes
            and (plain := PLAIN.fullmatch(data)) is not None
            and admission.concerns(plain["path"].decode())
        ):
            admission.refused()
            self._refuse_plainly(plain["id"])
        else:
            super().data_received(data)

    def on_headers_complete(self) -> None:
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before and (before is None or before.response_complete):
            self._take_place()

    def _take_place(self) -> None:
        """Take it here: what has come at once begins only after all of it has been read.

        The application has been given the request, and leaves the place whatever becomes of it.
        """
        admission: Admission | None = self.app_state.get("admission")
        if (
            admission is not None
            and admission.concerns(path_of(self.scope))
            and not admission.is_full
        ):
            admission.enter()
            self.scope["state"][HAS_PLACE] = True

    def _refuse_plainly(self, given_id: bytes | None) -> None:
        scope: Scope = {"headers": [] if given_id is None else [(b"x-request-id", given_id)]}
        identity = request_id(scope).encode()
        self._stop_timer()
        self.transport.write(
            _refusal(tuple(self.server_state.default_headers)) % (identity, identity)
        )
        self.on_response_complete()

    def _is_free(self) -> bool:
        """Return whether a request may begin, and be answered now on a connection that stays."""
        return (
            self.is_between_requests
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and IS_ENDING not in self.app_state
        )


@lru_cache(maxsize=2)
def _refusal(default_headers: tuple[Field, ...]) -> bytes:
    """Return the answer, with two places for the request's id; its date changes each second."""
    scope: Scope = {"headers": [(b"x-request-id", _ID)]}
    answer = as_bytes(early_problem(Admission.refusal, scope), default_headers)
    return answer.replace(b"%", b"%%").replace(_ID, b"%b")
