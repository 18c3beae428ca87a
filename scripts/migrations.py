"""Find migrations that would stop the service, which goes on serving while they run.

squawk judges the statements of each migration: what locks a table that is in use, rewrites it, or
takes away what the release before still needs. docs/deployment.md says how to do without.

A migration that may do so all the same says why, beside its revision:

    allowed_locks = {"ban-drop-column": "No release since 1.4 reads the column."}
"""

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory

ROOT: Final = Path(__file__).parents[1]
_SQUAWK: Final = Path(sys.executable).with_name("squawk")
_MATTERS_OF_TASTE: Final = (
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-robust-stmts",  # each migration is one transaction: it is not half done
    "prefer-text-field",
    "prefer-timestamptz",
    "require-lock-timeout",  # migrations/env.py sets it
    "require-statement-timeout",  # the wait for locks is what harms others
)
_OLDEST: Final = "14.0"
"""The oldest PostgreSQL that the service supports."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement that locks or breaks something; `rule` is squawk's name for it."""

    file: str
    rule: str
    line: str
    """The statement's first line."""
    why: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.line}\n  {self.why}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.migrations",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args(argv)
    found = [each for file, text, allowed in _migrations() for each in judge(file, text, allowed)]
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


def judge(file: str, sql: str, allowed: Mapping[str, str] | None = None) -> list[Finding]:
    """Return what is wrong with the statements of a migration, but for the rules `allowed`."""
    rules = [*_MATTERS_OF_TASTE, *(allowed or ())]
    done = subprocess.run(
        [
            *(_SQUAWK, "--reporter=json", f"--pg-version={_OLDEST}"),
            *(f"--exclude={','.join(rules)}", f"--stdin-filepath={file}"),
        ],
        input=sql,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(f"squawk failed: {done.stderr.strip()}")
    lines = sql.splitlines()
    return [
        Finding(
            file=file,
            rule=each["rule_name"],
            line=lines[each["line"]].strip(),
            why=" ".join(filter(None, (each["message"], each["help"]))),
        )
        for each in json.loads(done.stdout)
    ]


def _migrations() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """File, statements and allowed rules of each migration but the first, which finds no table."""
    scripts = ScriptDirectory.from_config(_config(io.StringIO()))
    for script in reversed(list(scripts.walk_revisions())):
        if script.down_revision is not None:
            allowed: Mapping[str, str] = getattr(script.module, "allowed_locks", {})
            yield str(Path(script.path).relative_to(ROOT)), _statements(script), allowed


def _statements(script: Script) -> str:
    buffer = io.StringIO()
    command.upgrade(_config(buffer), f"{script.down_revision}:{script.revision}", sql=True)
    return buffer.getvalue()


def _config(buffer: io.StringIO) -> Config:
    return Config(toml_file=ROOT / "pyproject.toml", output_buffer=buffer)


if __name__ == "__main__":
    raise SystemExit(main())
