"""Checks a process on this machine: python -m impl.server.health [PORT [PATH]] ends with 0 if well.

For the health checks of containers, in which there is no curl. Without arguments it asks the API
whether it is ready. Where the document has no `/readyz`, it is enough that the process answers.
Otherwise it says what was answered instead of 200.
"""

import sys
from http.client import HTTPConnection, HTTPException
from typing import Final

_READY: Final = "/readyz"


def main(port: str = "8000", path: str = _READY) -> int:
    connection = HTTPConnection("127.0.0.1", int(port), timeout=2)
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read().decode()
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"no answer: {error!r}\n")
        return 1
    if answer.status == 200 or (answer.status == 404 and path == _READY):
        return 0
    sys.stdout.write(body + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
