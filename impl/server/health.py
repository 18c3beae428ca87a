"""Checks the service on this machine: python -m impl.server.health [PORT] exits 0 if ready.

For the health checks of containers, in which there is no curl.
"""

import sys
from http.client import HTTPConnection, HTTPException


def main(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Accept": "application/json"})
        answer = connection.getresponse()
        sys.stdout.write(answer.read().decode() + "\n")
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"no answer: {error!r}\n")
        return 1
    return int(answer.status != 200)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000))
