"""datamodel-code-generator as a process: the derived input in, models.py out."""

import sys
from pathlib import Path

from exactapi.generate.tools.process import Command, python_tool

_TEMPLATES = Path(__file__).parent / "templates"
_IMPORTS = (
    "datamodel_code_generator.json_config",
    "datamodel_code_generator.model.pydantic_v2",
    "datamodel_code_generator.parser.openapi",
)
_OPTIONS = (
    "--input-file-type=openapi",
    "--output-model-type=pydantic_v2.BaseModel",
    "--target-python-version=3.11",
    "--target-pydantic-version=2.14",
    "--base-class=exactapi.runtime.Model",
    f"--custom-template-dir={_TEMPLATES}",
    "--additional-imports=pydantic.Field,pydantic.MISSING,pydantic.AwareDatetime,typing.Annotated,"
    "typing.Any,typing.Literal,uuid.UUID,datetime.date,exactapi.runtime.Deferred,"
    "exactapi.runtime.NonObject,exactapi.runtime.OpenTuple,exactapi.runtime.DecimalString,exactapi.runtime.DecimalNumber,fastapi.UploadFile",
    "--use-missing-sentinel",
    "--strict-nullable",
    "--use-annotated",
    "--field-constraints",
    "--enum-field-as-literal=all",
    "--use-type-alias",
    "--use-union-operator",
    "--use-standard-collections",
    "--strict-refs",
    "--disable-timestamp",
    "--formatters=builtin",
)


def models_command(work: Path, out: Path) -> Command:
    """Reads what `models.inputs` wrote into `work`, and writes `out`/models.py."""
    options = (
        *_OPTIONS,
        f"--input={work / 'models.json'}",
        f"--aliases={work / 'aliases.json'}",
        f"--extra-template-data={work / 'template_data.json'}",
        f"--custom-file-header-path={work / 'header.txt'}",
        f"--output={out / 'models.py'}",
    )
    arguments = python_tool(sys.executable, _IMPORTS, "datamodel_code_generator", options)
    return Command("datamodel-code-generator", arguments, work)
