"""The mutants are of operations that there are, and the verdict says what was found of them."""

import json
from typing import Final

import pytest

import scripts.mutants.violations  # noqa: F401  registers the mutants
from scripts.fuzz.service import ROOT
from scripts.mutants.__main__ import Trial, Verdict, conclude
from scripts.mutants.mutant import MUTANTS, Mutant

PATHS: Final = json.loads((ROOT / "generated" / "openapi.json").read_bytes())["paths"]


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.name)
def test_each_violates_an_operation_of_the_document(mutant: Mutant) -> None:
    method, _, path = mutant.operation.partition(" ")
    assert method.lower() in PATHS[path]
    assert (mutant.prepare is None) != (mutant.change is None)


def verdicts(killed: int, survived: int, alarms: int = 0) -> list[Verdict]:
    found = [Verdict(Trial(f"m{n}", "GET /a", 1), ["ST101"]) for n in range(killed)]
    missed = [Verdict(Trial(f"s{n}", "GET /b", 1), []) for n in range(survived)]
    false = [Verdict(Trial("", "GET /c", n), ["ST101"]) for n in range(alarms)]
    return found + missed + false


@pytest.mark.parametrize(
    ("each", "code"),
    [
        (verdicts(100, 0), 0),
        (verdicts(95, 5), 0),
        (verdicts(94, 6), 1),
        (verdicts(117, 6), 0),
        (verdicts(116, 7), 1),
        (verdicts(1, 0), 0),
        (verdicts(0, 1), 1),  # of a mutant that was asked for, nothing may be missed
        (verdicts(7, 1), 0),  # a sample of eight may miss one of the few that survive
        (verdicts(6, 2), 1),
        (verdicts(8, 0, alarms=1), 1),
        ([Verdict(Trial("", "GET /c", 1), [])], 0),
    ],
)
def test_enough_are_killed_and_nothing_is_found_without_a_mutant(
    each: list[Verdict], code: int
) -> None:
    assert conclude(each, 1.0) == code


def test_survivors_and_alarms_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    conclude(verdicts(1, 1, alarms=1), 1.0)
    said = capsys.readouterr().out
    assert "1 of 2 killed" in said
    assert "survived: s0 (GET /b)" in said
    assert "1 false alarms" in said
