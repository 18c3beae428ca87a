"""A private server lives as long as it is leased."""

import os
import signal
from pathlib import Path

import pytest
import redis

from scripts.dev.servers.lease import lease
from tests.infra.development import eventually


def answers(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def test_the_second_lease_shares_the_server_and_the_last_one_stops_it(data: Path) -> None:
    with lease("valkey", data) as (first, _):
        with lease("valkey", data) as (second, _):
            assert second == first
        assert answers(first)
    assert not answers(first)


def test_a_server_that_died_comes_back_at_the_same_address(data: Path) -> None:
    with lease("valkey", data) as (url, _):
        with redis.Redis.from_url(url) as client:
            os.kill(client.info()["process_id"], signal.SIGKILL)
        eventually(lambda: answers(url), "the server is back")


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with pytest.raises(RuntimeError, match="Is a directory"), lease("valkey", tmp_path):
        pass
