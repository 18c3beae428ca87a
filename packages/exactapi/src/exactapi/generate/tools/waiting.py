"""Run a module as a program once a line comes in: waiting.py IMPORTS MODULE [ARGUMENTS ...].

Until then it imports what the program will need, named with commas. It runs in the environment of
the program, so it imports nothing of the library.
"""

import importlib
import runpy
import sys

if __name__ == "__main__":
    imports, module = sys.argv[1:3]
    del sys.argv[1:3]
    for name in imports.split(","):
        importlib.import_module(name)
    if sys.stdin.readline():  # without a line, nobody needs the program any more
        runpy.run_module(module, run_name="__main__", alter_sys=True)
