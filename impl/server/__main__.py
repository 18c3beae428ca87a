"""uvicorn's command line with this service's defaults, which arguments override."""

import importlib
import sys
from typing import Final

from impl.server.ending import EndingServer

DEFAULTS: Final = (
    "impl.app:create_app",
    "--factory",
    "--http=impl.server.shedding:SheddingProtocol",
    "--ws=impl.server.sockets:BoundedSockets",
    "--ws-max-size=65536",
    "--no-server-header",
    "--no-access-log",  # impl.middleware.exchange writes its own
    # One process per container; the setting WEB_CONCURRENCY, which uvicorn would take for a number
    # of processes, counts those of all machines.
    "--workers=1",
    # Longer than a proxy keeps a connection: else it may send on one that is being closed here.
    "--timeout-keep-alive=75",
    "--timeout-graceful-shutdown=20",
)

if __name__ == "__main__":
    uvicorn = importlib.import_module("uvicorn.main")  # `uvicorn.main` is the command itself
    uvicorn.Server = EndingServer  # type: ignore[attr-defined]  # it has no option for it
    uvicorn.main([*DEFAULTS, *sys.argv[1:]], prog_name="python -m impl.server")
