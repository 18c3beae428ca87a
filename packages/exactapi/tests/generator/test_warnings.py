"""Warnings are told, and stop nothing."""

import json
from pathlib import Path

import pytest

from exactapi.cli.generate import main
from exactapi.generate.ir import Location
from exactapi.generate.refusals.refusals import Refusal, warned

SPEC = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths: {}
components: {schemas: {A: {type: integer, examples: [one]}}}
"""


def test_generate_any_tells_its_warnings_and_reports_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spec, report = tmp_path / "api.yaml", tmp_path / "report.json"
    spec.write_text(SPEC, encoding="utf-8")
    assert main([str(spec), str(tmp_path), "--report", str(report)]) == 0
    assert f"warning: {spec}:5:54 components.schemas.A.examples[0]: example-invalid: " in (
        capfd.readouterr().err
    )
    reported = json.loads(report.read_text(encoding="utf-8"))
    assert [warning["code"] for warning in reported["warnings"]] == ["example-invalid"]
    assert reported["refusals"] == []


def test_very_many_warnings_are_summed_up() -> None:
    one = Refusal("example-invalid", Location("a.yaml", 1, 1), "/a", "a", "b")
    other = Refusal("schema-pattern", Location("a.yaml", 2, 1), "/b", "a", "b")
    lines = warned([one] * 25 + [other] * 3)
    assert lines[0] == "warning: a.yaml:1:1 a: example-invalid: a; b"
    assert len(lines) == 21
    assert lines[-1] == "warning: and more of them: 5 x example-invalid, 3 x schema-pattern"
