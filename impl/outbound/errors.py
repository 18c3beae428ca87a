"""Why a call to another service gave no usable answer.

Their texts name the service and the kind of fault, never an address, a header or a body: they end
up in logs.
"""

from impl.outbound.response import Response


class OutboundError(Exception):
    """The call failed; `service` is the name of the integration."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service}: {reason}")
        self.service = service


class ConnectionFailed(OutboundError):
    """No answer came; `was_sent` is False if the service cannot have seen the request."""

    def __init__(self, service: str, reason: str, *, was_sent: bool) -> None:
        super().__init__(service, reason)
        self.was_sent = was_sent


class DeadlineExceeded(OutboundError):
    """The call, with its retries, took longer than it may."""


class ResponseTooLarge(OutboundError):
    """The body is larger than the call allows."""


class UnexpectedStatus(OutboundError):
    """The service answered, with another status than 2xx; redirects are not followed."""

    def __init__(self, service: str, response: Response) -> None:
        super().__init__(service, f"answered with {response.status}")
        self.response = response

    @property
    def status(self) -> int:
        return self.response.status


class CircuitOpen(OutboundError):
    """The service failed too often of late, and is left alone for a while."""
