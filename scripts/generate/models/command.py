"""datamodel-code-generator as a process: shapes in, models.py out."""

import json
import sys
from pathlib import Path

from scripts.generate.models import derived
from scripts.generate.models.shapes import Models
from scripts.generate.process import Command
from scripts.generate.text import docstring

_TEMPLATES = Path(__file__).parent / "templates"
_OPTIONS = (
    "--input-file-type=openapi",
    "--output-model-type=pydantic_v2.BaseModel",
    "--target-python-version=3.11",
    "--target-pydantic-version=2.14",
    "--base-class=impl.contract.model.Model",
    f"--custom-template-dir={_TEMPLATES}",
    "--additional-imports=pydantic.Field",
    "--use-missing-sentinel",
    "--strict-nullable",
    "--use-annotated",
    "--field-constraints",
    "--enum-field-as-literal=all",
    "--use-type-alias",
    "--use-union-operator",
    "--use-standard-collections",
    "--keep-model-order",
    "--strict-refs",
    "--disable-timestamp",
    "--formatters=builtin",
)


def models_command(models: Models, source: str, work: Path, out: Path) -> Command:
    """Writes the derived input into `work`; the command writes `out`/models.py."""
    _write(work / "models.json", derived.document(models))
    _write(work / "aliases.json", derived.aliases(models))
    _write(work / "template_data.json", derived.template_data(models))
    notice = f"Generated from {source} by `task generate`; do not edit."
    summary = "Models of the API's schemas: they carry the types, the schemas carry the rules"
    (work / "header.txt").write_text(docstring(summary, notice, indent=0), encoding="utf-8")
    return Command(
        "datamodel-code-generator",
        (
            str(Path(sys.executable).parent / "datamodel-codegen"),
            *_OPTIONS,
            f"--input={work / 'models.json'}",
            f"--aliases={work / 'aliases.json'}",
            f"--extra-template-data={work / 'template_data.json'}",
            f"--custom-file-header-path={work / 'header.txt'}",
            f"--output={out / 'models.py'}",
        ),
        work,
    )


def empty_module(source: str) -> str:
    """models.py of a document without schemas, for which the tool refuses to write a file."""
    notice = f"Generated from {source} by `task generate`; do not edit."
    return docstring("The API declares no models", notice, indent=0) + "\n"


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")
