"""The table of docs/mocks.md."""

from collections.abc import Sequence
from typing import NamedTuple

_HEAD = """# Mocks under the contract fuzz

Written by `task test:mocks -- --table`: schemathesis, every check but one, every phase and 100
examples, against `task mock` of each document. The check left out is `use_after_free`, for a mock
remembers nothing. A finding is held against the project unless
[exclusions.toml](../packages/exactapi/tests/mock/fuzz/exclusions.toml) says with a reason why not;
that reason stands in the table. `task test:mocks -- --table PART ...` repeats the rows of some
documents. The seconds are those of a machine that does other things as well.

"""


class Verdict(NamedTuple):
    """`findings` are lines for people, `excluded` reasons; no finding is clean."""

    document: str
    max_examples: int
    operations: int = 0
    cases: int = 0
    seconds: float = 0.0
    findings: Sequence[str] = ()
    excluded: Sequence[str] = ()


def markdown(verdicts: Sequence[Verdict]) -> str:
    fuzzed = sorted((each for each in verdicts if each.operations), key=lambda each: each.document)
    clean = [each for each in fuzzed if not each.findings]
    bare = [each for each in clean if not each.excluded]
    lines = [
        f"**{len(clean)} of {len(fuzzed)} documents without a finding, {len(bare)} of them without"
        f" an exclusion; {sum(each.operations for each in fuzzed)} operations,"
        f" {sum(each.cases for each in fuzzed)} cases.**",
        "",
        "| document | operations | cases | findings | seconds | excluded |",
        "|---|---:|---:|---:|---:|---|",
        *(_row(each) for each in fuzzed),
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _row(verdict: Verdict) -> str:
    excluded = " ".join(verdict.excluded).replace("|", "/")
    return (
        f"| {verdict.document} | {verdict.operations} | {verdict.cases}"
        f" | {len(verdict.findings)} | {verdict.seconds:.0f} | {excluded} |"
    )
