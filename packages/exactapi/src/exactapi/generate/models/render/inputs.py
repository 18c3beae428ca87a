"""Writes what datamodel-code-generator reads: shapes as schemas, and names of members."""

import json
from pathlib import Path

from exactapi.generate.models.render import derived
from exactapi.generate.models.shapes.shapes import Models
from exactapi.generate.python.notice import notice
from exactapi.generate.python.text import docstring


def write_models_inputs(models: Models, source: str, work: Path) -> None:
    _write(work / "models.json", derived.document(models))
    _write(work / "aliases.json", derived.aliases(models))
    _write(work / "template_data.json", derived.template_data(models))
    summary = "Models of the API's schemas: they carry the types, the schemas carry the rules"
    (work / "header.txt").write_text(docstring(summary, notice(source), indent=0), encoding="utf-8")


def empty_module(source: str) -> str:
    """models.py of a document without schemas, for which the tool refuses to write a file."""
    return docstring("The API declares no models", notice(source), indent=0) + "\n"


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")
