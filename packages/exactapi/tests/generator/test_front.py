import subprocess
import sys
from pathlib import Path

import pytest

import exactapi.runtime
from exactapi.cli.generate import main
from generator.conftest import Write

ROOT = Path(__file__).parents[4]


def test_reading_a_document_needs_no_web_framework() -> None:
    """It shares the runtime's understanding of documents, not the memory that serving takes."""
    program = """
import sys
import exactapi.generate.package.emit, exactapi.generate.load
print(*{"fastapi", "starlette", "sqlalchemy", "uvicorn", "redis"} & sys.modules.keys())
"""
    arguments = [sys.executable, "-c", program]
    result = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_whoever_waits_for_the_code_generators_is_small() -> None:
    program = """
import sys
import exactapi.cli.generate, exactapi.generate.pipeline
print(*{"yaml", "pydantic", "jsonschema_rs", "urllib.request"} & sys.modules.keys())
"""
    arguments = [sys.executable, "-c", program]
    result = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


LAYOUT = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a: {get: {responses: {"200": {description: d, content: {application/json: {schema:
    {$ref: ../schemas/user.yaml}}}}}}}
"""


@pytest.mark.slow
def test_files_of_a_sibling_folder_are_read_where_an_option_names_the_folder_of_both(
    write: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    write("{}", name="unused.yaml", schemas__user_yaml="type: object", api__v1_yaml=LAYOUT)
    assert main(["api/v1.yaml", "out"]) == 1
    assert "name a folder that holds both with --root" in capfd.readouterr().err
    assert not Path("out").exists()
    assert main(["api/v1.yaml", "out", "--root", "."]) == 0
    assert Path("out/generated/models.py").exists()


def test_every_name_that_generated_code_stands_on_is_there() -> None:
    for name in exactapi.runtime.__all__:
        assert hasattr(exactapi.runtime, name)
