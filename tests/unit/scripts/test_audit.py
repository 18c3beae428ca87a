"""The audit tells what it found, and what it could not look at."""

import json
from datetime import date
from pathlib import Path

import pytest

from scripts.audit.__main__ import main, vulnerabilities
from scripts.audit.licences import is_allowed
from scripts.audit.waivers import Waiver, faults, read_waivers

WAIVER = Waiver("GHSA-1", "ecdsa", date(2027, 5, 31), "It never signs.")
FAULT = {
    "name": "ecdsa",
    "version": "0.19.2",
    "vulns": [{"id": "GHSA-2", "fix_versions": ["0.20"], "aliases": []}],
}
CLEAN = {"name": "anyio", "version": "4.0", "vulns": []}
SKIPPED = {"name": "redis", "skip_reason": "not found"}


def report(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_vulnerability_is_told_with_the_version_that_mends_it() -> None:
    assert vulnerabilities(report(CLEAN, FAULT), required=False) == [
        "ecdsa 0.19.2 has GHSA-2; mended in 0.20"
    ]


@pytest.mark.parametrize("text", ["", "no json", report(), report(SKIPPED), report(SKIPPED, CLEAN)])
def test_what_could_not_be_looked_at_is_never_taken_for_clean(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vulnerabilities(text, required=False) == []
    assert "NOT AUDITED" in capsys.readouterr().err
    assert vulnerabilities(text, required=True) != []


def test_all_that_was_looked_at_and_is_clean_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert vulnerabilities(report(CLEAN, CLEAN), required=True) == []
    assert capsys.readouterr() == ("audit: advisories were looked up for 2 packages\n", "")


def test_a_waiver_ends_after_its_day_and_with_its_package() -> None:
    assert faults([WAIVER], ["ecdsa"], date(2027, 5, 31)) == []
    (old,) = faults([WAIVER], ["ecdsa"], date(2027, 6, 1))
    assert "ended on 2027-05-31" in old
    (unused,) = faults([WAIVER], ["redis"], date(2027, 5, 31))
    assert "not installed any more" in unused


def test_a_waiver_without_a_day_or_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text('[[waiver]]\nid = "GHSA-1"\npackage = "ecdsa"\n')
    with pytest.raises(TypeError, match="until"):
        read_waivers(file)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("unknown", False),
    ],
)
def test_a_licence_is_allowed_if_one_alternative_is(expression: str, allowed: bool) -> None:
    assert is_allowed(expression) is allowed


def test_the_service_runs_on_allowed_licences_and_living_waivers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--offline"]) == 0, capsys.readouterr().err
