"""Metrics of webhooks."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from impl.observability.metrics import Metrics

Result: TypeAlias = Literal["delivered", "postponed", "given_up"]
_CAUSES: Final = ("failing", "gone")


class WebhookMetrics:
    """No metric names a webhook: their number is bounded by nobody."""

    def __init__(self, metrics: Metrics) -> None:
        self._attempts = metrics.counters(
            "webhook_attempts", "Calls to webhooks, by what became of the message.", "result"
        )
        self._durations = metrics.histogram(
            "webhook_attempt_duration_seconds", "Time that webhooks take to answer."
        )
        self._waiting = 0
        metrics.gauge(
            "webhook_deliveries_due",
            "Messages that could be sent to a webhook now.",
            lambda: self._waiting,
        )
        self._paused = metrics.gauges(
            "webhooks_paused", "Webhooks that the service has stopped sending to.", "because"
        )

    def attempted(self, result: Result, seconds: float) -> None:
        self._attempts.labels(result).inc()
        self._durations.observe(seconds)

    def counted(self, due: int, paused: Mapping[str, int]) -> None:
        """Take what was counted in the tables."""
        self._waiting = due
        for cause in _CAUSES:
            self._paused.labels(cause).set(paused.get(cause, 0))
