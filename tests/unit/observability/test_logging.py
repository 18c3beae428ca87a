import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from impl.observability.logging import configure_logging
from impl.settings import Settings


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def production(**changes: object) -> Settings:
    return Settings(_env_file=None).model_copy(update={"environment": "production", **changes})


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("value", ["a\nb", '{"level":"error"}', "\x1b[31m", "\u2028", "\ud800"])
def test_one_event_is_one_line_whatever_is_in_it(
    capsys: pytest.CaptureFixture[str], value: str
) -> None:
    configure_logging(production())
    structlog.get_logger().info("event", value=value)
    logging.getLogger("library").warning("about %s", value)
    ours, theirs = lines(capsys)
    assert ours["event"] == "event"
    assert (theirs["level"], theirs["logger"]) == ("warning", "library")


def test_an_exception_is_one_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(production())
    try:
        int("canary")
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("library").exception("failed")
    causes = [line["exception"][0] for line in lines(capsys)]
    assert [cause["exc_type"] for cause in causes] == ["ValueError", "ValueError"]


@pytest.mark.parametrize("environment", ["development", "production"])
def test_a_traceback_tells_no_local_variable(
    capsys: pytest.CaptureFixture[str], environment: str
) -> None:
    configure_logging(production(environment=environment))

    def fail(token: str) -> None:
        int(str(len(token)) + "x")

    try:
        fail("".join(["can", "ary"]))
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("library").exception("failed")
    shown = capsys.readouterr().err
    assert shown.count("ValueError") >= 2
    assert "canary" not in shown


def test_the_level_holds_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(production(log_level="WARNING"))
    structlog.get_logger().info("quiet")
    logging.getLogger("library").info("quiet")
    structlog.get_logger().warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]


def test_configuring_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(production())
    configure_logging(production())
    logging.getLogger("library").warning("once")
    assert len(lines(capsys)) == 1


def test_development_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(_env_file=None))
    structlog.get_logger().info("hello", name="Ada")
    assert "hello" in capsys.readouterr().err


def test_a_request_reads_as_one_short_line_in_development(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(Settings(_env_file=None))
    structlog.get_logger().info(
        "request",
        method="GET",
        path="/livez",
        status=200,
        milliseconds=14.2,
        request_id="01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a",
    )
    (line,) = capsys.readouterr().err.splitlines()
    assert "GET /livez 200 14 ms" in line
    assert "6f2f9d0a" in line
    assert "01931b6e" not in line


def test_the_time_is_now_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(production())
    before = datetime.now(UTC)
    for _ in range(3):
        structlog.get_logger().info("event")
    after = datetime.now(UTC)
    texts = [str(line["timestamp"]) for line in lines(capsys)]
    assert {len(text) for text in texts} == {len("2026-01-01T00:00:00.000000+00:00")}
    times = [datetime.fromisoformat(text) for text in texts]
    assert times == sorted(times)
    assert all(before - timedelta(microseconds=1) <= each <= after for each in times)
