"""Serve any OpenAPI document at once, with made-up answers.

Requests are read, checked and authorised by the runtime of the real service; any well-formed
credential of a declared scheme is accepted, unless it has `invalid` in it. Answers are the
document's examples where these are valid, else made from the schemas, the same for the same
request. `Prefer: code=404` and `Prefer: example=NAME` choose another declared response or example;
`Prefer: dynamic=true` makes each answer up anew. Pictures and PDF documents are small but real, and
server-sent events come one after the other.
"""

import argparse
import logging
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog
import uvicorn

from exactapi.errors import ExactAPIError
from exactapi.generate.load import Loaded, load
from exactapi.generate.options import add_source_options
from exactapi.generate.progress import step
from exactapi.generate.refusals.refusals import RefusedError, warned
from exactapi.generate.tools.process import ToolError
from exactapi.schemas.operations import PARSED


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    try:
        loaded = _load(options)
        listener = _listener(options.host, options.port)
        with step("package"):
            # Slow to import; what is wrong with the document is told first.
            from exactapi.mock.package import generated_package  # noqa: PLC0415

            package = generated_package(loaded, options.spec.name)
        with step("application"):
            from exactapi.mock.app import create_app  # noqa: PLC0415

            _log_errors()
            refused = [each.pointer for each in loaded.api.operations if each.refused]
            app = create_app(package, refused, loaded.overlay)
    except (RefusedError, ToolError, _PortTakenError) as error:
        print(error, file=sys.stderr)
        return 1
    count = len(loaded.api.operations) - len(refused)
    host, port = listener.getsockname()[:2]
    listener.listen()  # a client may connect as soon as the line is printed
    title = " ".join(loaded.api.title.split())
    print(f"{title}: {count} operations on http://{host}:{port}/", flush=True)
    is_parsed = all(each.method in PARSED for each in loaded.api.operations)
    config = uvicorn.Config(
        app,
        http="auto" if is_parsed else "h11",
        log_level="warning",
        lifespan="off",
        server_header=False,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    return 0


def _log_errors() -> None:
    """Log to stderr, since stdout has the address; leave out the advice for authors of services."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _load(options: argparse.Namespace) -> Loaded:
    with step(f"read {options.spec.name}"):
        loaded = load(options.spec, root=options.root, allow_remote=options.allow_remote)
    for line in (*loaded.refusals, *warned(loaded.warnings)):
        print(line, file=sys.stderr)
    return loaded


class _PortTakenError(ExactAPIError):
    """Raised when the port is taken."""


def _listener(host: str, port: int) -> socket.socket:
    """Bound before anything slow, so that a taken port is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise _PortTakenError(
            f"{host}:{port} cannot be used ({error.strerror}); choose another one with --port."
        ) from error
    return listener


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="exactapi mock",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("spec", type=Path, metavar="SPEC")
    add_source_options(parser)
    parser.add_argument("--port", type=_port, default=4010)
    parser.add_argument("--host", default="127.0.0.1")
    return parser.parse_args(argv)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number up to 65535")
    return int(text)
