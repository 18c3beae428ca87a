"""Replicas come and go, PostgreSQL too; who asks meanwhile is answered."""

import asyncio
import time

import pytest

from scripts.stack.start import REPLICAS, restart, start, wait_for
from scripts.stack.variables import variables
from tests.infra.containers.load import Load
from tests.infra.containers.stack import Stack

pytestmark = pytest.mark.infra


def complaints(stack: Stack) -> list[str]:
    """What the replicas logged as warnings and errors, the last first."""
    lines = [line for name in REPLICAS for line in stack.logs(name).splitlines()]
    return [line for line in lines if '"level":"warning"' in line or '"level":"error"' in line][
        :-9:-1
    ]


def test_a_rolling_restart_and_a_release_lose_no_request(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = Load(stack, stack.log_in(), per_second=40)

    def restart_and_release() -> None:
        restart(stack.engine)
        with monkeypatch.context() as changed:
            changed.setenv("IMAGE_ID", "another")
            changed.setenv("LOG_LEVEL", "WARNING")
            before = containers(stack)
            start(stack.engine, variables())
            assert containers(stack).isdisjoint(before)
        start(stack.engine, variables())  # and back

    asyncio.run(load.during(restart_and_release, at_least=2_000))
    print(f"rolling restart: {dict(load.outcomes)}")
    assert load.total >= 2_000
    assert not load.failures, (load.failures, complaints(stack))


def containers(stack: Stack) -> set[str]:
    """The ids of the containers of the replicas."""
    names = [stack.container(name) for name in REPLICAS]
    told = stack.run("inspect", "--format", "{{.Id}}", *names)
    return set(told.splitlines())


def test_a_replica_that_is_killed_costs_the_writes_under_way_and_no_more(stack: Stack) -> None:
    """Reads go to the other one; a write that was sent may not be sent twice."""
    load = Load(stack, stack.log_in(), per_second=30)
    name = REPLICAS[0]
    killing: list[float] = []

    def kill_and_start() -> None:
        time.sleep(2)
        killing.append(time.monotonic())
        stack.run("kill", "--signal", "KILL", stack.container(name))
        killing.append(time.monotonic())
        time.sleep(3)
        stack.run("start", stack.container(name), check=False)  # its restart policy may be quicker
        wait_for(stack.engine, name)

    asyncio.run(load.during(kill_and_start, at_least=300))
    print(f"killed: {dict(load.outcomes)}")
    before, after = killing
    for failure in load.failures:
        assert (failure.outcome, failure.method) == ("502", "PATCH"), (failure, complaints(stack))
        assert failure.began < after, failure
        assert failure.ended > before, failure


def test_postgresql_restarts_under_the_service(stack: Stack) -> None:
    """Meanwhile requests are told to come again; nothing has to be restarted."""
    load = Load(stack, stack.log_in(), per_second=20)

    def restart_postgresql() -> None:
        time.sleep(1)
        stack.engine.compose("restart", "postgres")
        for name in REPLICAS:
            wait_for(stack.engine, name)

    asyncio.run(load.during(restart_postgresql, at_least=200))
    print(f"PostgreSQL restarted: {dict(load.outcomes)}")
    assert set(load.outcomes) <= {"200", "503"}
    assert stack.ask("GET", "/api/v1/users/me", Authorization=load.token)[0] == 200


def test_readiness_tells_an_older_schema_from_an_absent_server(stack: Stack) -> None:
    sql = "UPDATE alembic_version SET version_num = '{}'"

    def tell(statement: str) -> str:
        return stack.inside("postgres", "psql", "-qAt", "-U", "app", "-c", statement, "app")

    newest = tell("SELECT version_num FROM alembic_version").strip()
    tell(sql.format("0001"))
    time.sleep(1.5)  # as long as a state may be remembered
    try:
        status, _, problem = stack.ask("GET", "/readyz")
        assert status == 503
        assert f"revision 0001, this code needs {newest}" in problem["detail"]
    finally:
        tell(sql.format(newest))
    stack.wait_until_ready()
    stack.run("pause", stack.container("postgres"))
    try:
        time.sleep(1.5)
        status, _, problem = stack.ask("GET", "/readyz")
        assert status == 503
        assert "revision" not in problem["detail"]
    finally:
        stack.run("unpause", stack.container("postgres"))
    stack.wait_until_ready()
