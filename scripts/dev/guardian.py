"""Run one command that ends with the process that asked for it; used by `child.Child` only.

Standard input is a pipe that the asker alone holds: its end of file means "stop", whether it was
closed on purpose or by the death, `kill -9` included, of the asker. That works on every Unix;
Linux's parent-death signal would not. This file is run by path, so it imports nothing of ours.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading


def main() -> int:
    plan = json.loads(sys.argv[1])
    child = subprocess.Popen(
        plan["command"],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        cwd=plan["folder"],
        user=plan["user"],
        group=plan["group"],
        extra_groups=None if plan["user"] is None else [],
        pass_fds=plan["descriptors"],
    )
    words: list[bytes] = []

    def stop() -> None:
        words.append(os.read(0, 4))  # b"stop" asks for it; b"" says that the asker is dead
        child.send_signal(plan["stop_signal"])
        try:
            child.wait(plan["patience"])
        except subprocess.TimeoutExpired:
            child.kill()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: child.send_signal(plan["stop_signal"]))
    threading.Thread(target=stop, daemon=True).start()
    sys.stdout.write(f"{child.pid}\n")
    sys.stdout.flush()
    code = child.wait()
    # What the command itself started and left behind is in our process group.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    if plan["discard"] and words == [b""]:
        shutil.rmtree(plan["discard"], ignore_errors=True)
    return 0 if words else code if code >= 0 else 128 - code


if __name__ == "__main__":
    os._exit(main())  # the thread may still be reading
