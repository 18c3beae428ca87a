"""A status that is none is refused with its operation, and the rest is still generated."""

import json
from pathlib import Path
from typing import Any

import pytest

from exactapi.cli.generate import main
from exactapi.mock.app import create_app

# Each but the last few is a number to one function of Python or another.
STATUSES = ["²", "٢٠٠", "007", "2_0", "+20", " 200", "20", "2000", "600", "", "2xX"]


@pytest.mark.slow
def test_operations_with_a_status_that_is_none_are_refused_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    good: dict[str, Any] = {"200": {"description": "OK", "content": {"application/json": {}}}}
    problem = {"description": "No", "content": {"application/problem+json": {"schema": {}}}}
    paths = {"/good": {"get": {"operationId": "good", "responses": good}}}
    for number, status in enumerate(STATUSES):
        paths[f"/{number}"] = {
            "get": {"operationId": f"succeeds{number}", "responses": {status: good["200"]}},
            "put": {"operationId": f"fails{number}", "responses": {**good, status: problem}},
        }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    Path("api.json").write_text(json.dumps(document))

    assert main(["api.json", "out", "--allow-unsupported", "--report", "report.json"]) == 0

    assert "Traceback" not in capfd.readouterr().err
    operations = json.loads(Path("report.json").read_bytes())["operations"]
    assert len(operations) == 1 + 2 * len(STATUSES)
    assert sum(each["honoured"] for each in operations) == 1
    create_app(Path("out/generated").absolute())
