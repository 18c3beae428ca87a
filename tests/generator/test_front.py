import subprocess
import sys
from pathlib import Path

import impl.contract

ROOT = Path(__file__).parents[2]


def test_reading_a_document_needs_no_web_framework() -> None:
    """It shares the runtime's understanding of documents, not the memory that serving takes."""
    program = """
import sys
import scripts.generate.emit, scripts.generate.load
print(*{"fastapi", "starlette", "sqlalchemy", "uvicorn", "redis"} & sys.modules.keys())
"""
    arguments = [sys.executable, "-c", program]
    result = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_whoever_waits_for_the_code_generators_is_small() -> None:
    program = """
import sys
import scripts.generate.any
print(*{"yaml", "pydantic", "jsonschema_rs", "urllib.request"} & sys.modules.keys())
"""
    arguments = [sys.executable, "-c", program]
    result = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_every_name_that_generated_code_stands_on_is_there() -> None:
    for name in impl.contract.__all__:
        assert getattr(impl.contract, name).__name__ == name
