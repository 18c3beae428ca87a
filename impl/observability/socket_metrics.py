"""Metrics of WebSockets."""

from typing import Final

from impl.observability.metrics import Metrics

_CODES: Final = frozenset(
    {1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4401, 4408, 4429}
)
"""Those of RFC 6455 and the document's; a client may send any number."""
_OTHER: Final = "_OTHER"


class SocketMetrics:
    def __init__(self, metrics: Metrics) -> None:
        self._open = 0
        metrics.gauge("websocket_open", "WebSockets that are open.", lambda: self._open)
        self.received = metrics.counter(
            "websocket_messages_received", "Messages that clients have sent."
        )
        self.sent = metrics.counter("websocket_messages_sent", "Messages that clients were sent.")
        self._closed = metrics.counters(
            "websocket_closed", "WebSockets that were closed, with their close codes.", "code"
        )

    def opened(self) -> None:
        self._open += 1

    def closed(self, code: int) -> None:
        self._open -= 1
        self._closed.labels(str(code) if code in _CODES else _OTHER).inc()
