"""An nginx beside the stack's own, with a changed copy of its configuration."""

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from scripts.stack.engine import INFRA
from tests.infra.containers.stack import Stack, free_port


@contextmanager
def own_nginx(
    stack: Stack,
    folder: Path,
    change: Callable[[Path], None],
    compose_file: str = "compose.yml",
    listens: int = 8080,
) -> Iterator[int]:
    """Give its port on this machine; `compose_file` has its command, and it `listens` inside."""
    configuration = folder / "nginx"
    ignored = shutil.ignore_patterns("certificates")
    shutil.copytree(INFRA / "nginx", configuration, ignore=ignored)
    change(configuration)
    for path in (configuration, *configuration.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for parent in configuration.parents[:3]:
        parent.chmod(0o755)
    services = {
        name: yaml.safe_load((INFRA / name).read_text())["services"]["nginx"]
        for name in {"compose.yml", compose_file}
    }
    port, name = free_port(), f"{stack.name}-{folder.name}"
    stack.run(
        *("run", "-d", "--name", name, "--network", f"{stack.name}_front"),
        *("-p", f"127.0.0.1:{port}:{listens}", "--user", "10001:10001", "--read-only"),
        *("--tmpfs", "/tmp:mode=1777", "-v", f"{configuration}:/etc/nginx/service:ro"),
        *(services["compose.yml"]["image"], *services[compose_file]["command"]),
    )
    try:
        wait_for(port)
        yield port
        said = stack.run("logs", name)
        assert "[emerg]" not in said, said
    finally:
        stack.run("rm", "-f", name, check=False)


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens on port {port}")
