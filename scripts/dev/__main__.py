"""`task dev`: see `supervisor`."""

import argparse
import os
import sys
from pathlib import Path

from scripts.dev.environment import DATA
from scripts.dev.supervisor import Failure, say, serve


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a TCP port from 1 to 65535")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./scripts/task dev",
        description="Serve the API with reload, with PostgreSQL and Valkey.",
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("PORT", "8000"),
        help="TCP port; default: the environment's PORT, else 8000",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address; default: %(default)s")
    parser.add_argument(
        "--data",
        type=Path,
        default=DATA,
        help="folder of the private servers; default: .dev of this checkout",
    )
    chosen = parser.parse_args()
    try:
        serve(chosen.host, chosen.port, chosen.data.absolute())
    except Failure as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        say("stopped")


if __name__ == "__main__":
    main()
