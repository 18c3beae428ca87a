"""Time that passes when a test says so."""


class Clock:
    """Seconds; call it for what it shows, set `now` for what it shall show."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
