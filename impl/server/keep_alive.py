"""uvicorn's HTTP protocol, with a timer for idle connections that is moved only when it fires.

uvicorn ends this timer with each request, and starts another one with each response. Here the
connection notes since when it is idle, and the timer, when it fires, looks how much is left.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class KeepAliveProtocol(HttpToolsProtocol):
    """Connections are closed as by uvicorn: `--timeout-keep-alive` seconds after a response."""

    _idle_since: float | None = None
    """In the loop's time; None while a request is read or answered."""

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()

    def on_response_complete(self) -> None:
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._close_after(self.timeout_keep_alive)

    def timeout_keep_alive_handler(self) -> None:
        self.timeout_keep_alive_task = None
        if self._idle_since is None:  # the end of the response starts another one
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._close_after(left)
        else:
            super().timeout_keep_alive_handler()

    def _unset_keepalive_if_required(self) -> None:
        """The base calls it when a request begins to arrive."""
        self._idle_since = None

    def _close_after(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )
