"""Refuses what is beyond the limit before it becomes a request of the application.

A refusal by the application costs a quarter of what a read costs, most of it for the task and the
objects of a request. At twice the load that the service can bear half of its time would go into
refusals, and be missing for those that are admitted.
"""

from functools import cache
from typing import Final, cast

from exactapi.runtime import problem_response, request_id
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from impl.middleware.admission import HAS_PLACE, Admission
from impl.middleware.security_headers import SECURITY_HEADERS
from impl.server.ending import IS_ENDING
from impl.server.protocol import BoundedProtocol

_ID: Final = b"00000000-0000-4000-8000-000000000000"
_WITH_MORE: Final = frozenset({b"content-length", b"expect", b"transfer-encoding"})


class SheddingProtocol(BoundedProtocol):
    """Name it to uvicorn: `--http impl.server.shedding:SheddingProtocol`.

    The application puts its `Admission` as `admission` into the state of its lifespan (ASGI). Only
    what is simple is refused here: a request without a body, on a connection that waits for no
    other answer and stays open. The application refuses the others.
    """

    _is_refused = False

    def on_headers_complete(self) -> None:
        admission: Admission | None = self.app_state.get("admission")
        if admission is None or not self._is_counted_here(admission):
            super().on_headers_complete()
        elif not admission.is_full:
            # Here, for all that have come at once begin only after the last of them has been read.
            admission.enter()
            self.scope["state"][HAS_PLACE] = True
            super().on_headers_complete()
        elif self._is_simple():
            self._is_refused = True
            admission.refused()
            self._refuse_shortly()
        else:
            super().on_headers_complete()

    def _refuse_shortly(self) -> None:
        scope: Scope = {"headers": self.headers}
        answer = _refusal().replace(_ID, request_id(scope).encode())
        date = [b"%b: %b\r\n" % field for field in self.server_state.default_headers]
        self.transport.write(b"".join([STATUS_LINE[503], *date, answer]))

    def on_message_complete(self) -> None:
        if self._is_refused:
            self._is_refused = False
            self._end_message()
            self.on_response_complete()
        else:
            super().on_message_complete()

    def _is_counted_here(self, admission: Admission) -> bool:
        """Return whether the application will be given the request now, and will count it."""
        path = self.url.partition(b"?")[0]
        return (
            not self._refused
            and admission.concerns(path.decode("latin-1"))
            and b"%" not in path
            and (self.cycle is None or self.cycle.response_complete)
            and self._is_within_bounds()
            and not self.parser.should_upgrade()
        )

    def _is_simple(self) -> bool:
        parser = self.parser
        return (
            IS_ENDING not in self.app_state
            and parser.get_http_version() == "1.1"
            and parser.get_method() != b"HEAD"
            and parser.should_keep_alive()
            and _WITH_MORE.isdisjoint([name for name, _ in self.headers])
        )


@cache
def _refusal() -> bytes:
    """Return the header fields and the body; the id of the request is to be put in."""
    scope: Scope = {"headers": [(b"x-request-id", _ID)]}
    response = problem_response(Admission.refusal, scope)
    fields = [*response.headers, (b"x-request-id", _ID), *SECURITY_HEADERS]
    lines = [*(b"%b: %b\r\n" % field for field in fields), b"\r\n"]
    return b"".join([*lines, cast("bytes", response.body)])  # a problem is no stream
