"""Rewrite what the golden cases expect: `python -m generator.update_cases [CASE ...]`.

Review the difference before you commit it: a golden file is right because somebody read it.
"""

import shutil
import sys

from generator.golden import CASES, NAMES, generate

if __name__ == "__main__":
    for name in sys.argv[1:] or NAMES:
        expected = CASES / name / "expected"
        shutil.rmtree(expected, ignore_errors=True)
        generate(name, expected)
