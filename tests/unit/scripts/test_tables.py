"""Tables and schemas that disagree are told with the line of both; those that agree are not."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from exactapi.features.skeleton import skeleton
from exactapi.generate.load import load
from exactapi.generate.plan import plan
from exactapi.project.settings import Project

from scripts.tables import __main__ as command
from scripts.tables.columns import tables
from scripts.tables.report import Report

TABLES = """
import enum
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Enum, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    pass


class Identified(Base):
    id: UUID = Field(primary_key=True)


class NoteTable(Identified, table=True):
    __tablename__ = "notes"
    {arguments}
    {column}
"""
DOCUMENT = """
openapi: 3.1.0
info: {{title: Notes, version: "1"}}
security: []
paths:
  /notes:
    get:
      operationId: listNotes
      responses:
        "200":
          description: d
          content: {{application/json: {{schema: {{$ref: "#/components/schemas/NotePage"}}}}}}
    post:
      operationId: createNote
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: "#/components/schemas/NewNote"}}}}}}
      responses:
        "204": {{description: d}}
components:
  schemas:
    NotePage:
      type: object
      properties:
        items: {{type: array, items: {{$ref: "#/components/schemas/Note"}}}}
    Note:
      type: object
      required: [id, value]
      properties:
        id: {{type: string, format: uuid}}
        value: {answer}
    NewNote:
      type: object
      properties:
        value: {written}
"""
LINES = {
    name: DOCUMENT.splitlines().index(f"        value: {{{name}}}") + 1
    for name in ("answer", "written")
}
ONE = """
  /notes/{id}:
    get:
      operationId: getNote
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: d
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}
components:"""
COLUMN_LINE = TABLES.splitlines().index("    {column}") + 1
TEXT = "{type: string, maxLength: 20}"
ANY = "{}"


def report(folder: Path, column: str, answer: str, written: str, arguments: str = "") -> Report:
    source = folder / "impl" / "tables.py"
    source.parent.mkdir()
    source.write_text(TABLES.format(column=column, arguments=arguments))
    spec = folder / "openapi.yaml"
    spec.write_text(DOCUMENT.format(answer=answer, written=written))
    loaded = load(spec)
    assert not loaded.refusals
    return Report(loaded, tables(imported(source).Base), source.parent)


def imported(source: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("tables_of_a_test", source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # as SQLModel and `inspect` look for it
    spec.loader.exec_module(module)
    return module


AGREE = [
    ("value: str = Field(max_length=20)", TEXT, TEXT),
    ("value: str = Field(max_length=20)", TEXT, "{type: string, maxLength: 10}"),
    (
        "value: str = Field(max_length=20)",
        "{type: string}",
        '{type: string, pattern: "^[a-z]{3}$"}',
    ),
    ("value: str = Field(max_length=36)", "{type: string}", "{type: string, format: uuid}"),
    ("value: str | None = Field(max_length=20)", '{type: [string, "null"]}', TEXT),
    ("value: str = Field(sa_type=Text)", "{type: string}", "{type: string}"),
    ("value: int", "{type: integer}", "{type: integer, minimum: 0, maximum: 100}"),
    ("value: int", "{type: number}", "{type: integer, format: int32}"),
    ("value: int = Field(sa_type=BigInteger)", "{type: integer}", "{type: integer, format: int64}"),
    (
        "value: Decimal = Field(sa_type=Numeric(6, 2))",
        "{type: number}",
        "{type: number, minimum: 0, maximum: 9999.99}",
    ),
    (
        'value: Literal["a", "b"] = Field(sa_type=String(1))',
        "{enum: [a, b, c], type: string}",
        "{const: a, type: string}",
    ),
    (
        "value: dict = Field(sa_type=JSONB)",
        "{type: object}",
        "{type: array, items: {type: string}}",
    ),
    (
        "value: datetime = Field(sa_type=DateTime(timezone=True))",
        *["{type: string, format: date-time}"] * 2,
    ),
    ("value: str", ANY, ANY),
    ('value: int = Field(sa_column_kwargs={"info": {"differs": "In cents."}})', TEXT, TEXT),
]


@pytest.mark.parametrize(("column", "answer", "written"), AGREE)
def test_what_agrees_is_not_told(tmp_path: Path, column: str, answer: str, written: str) -> None:
    assert report(tmp_path, column, answer, written).faults == ()


DISAGREE = [
    ("value: str = Field(max_length=20)", ANY, "{type: string, maxLength: 21}",
     "takes at most 20 characters", "written", "lets a request write 21 characters"),
    ("value: str = Field(max_length=20)", ANY, "{type: string}",
     "takes at most 20 characters", "written", "lets a request write texts of any length"),
    ("value: str = Field(max_length=1)", ANY, "{type: string, enum: [a, bc]}",
     "takes at most 1 character", "written", "lets a request write 'bc'"),
    ("value: str = Field(max_length=20)", "{type: string, maxLength: 19}", ANY,
     "may hold 20 characters", "answer", "has at most 19 characters"),
    ("value: str", "{type: string, maxLength: 19}", ANY,
     "may hold texts of any length", "answer", "has at most 19 characters"),
    ("value: str = Field(max_length=20)", ANY, '{type: [string, "null"], maxLength: 20}',
     "is never null", "written", "lets a request write null"),
    ("value: str | None = Field(max_length=20)", TEXT, ANY,
     "may be null", "answer", "is required, and never null"),
    ('value: Literal["a"] = Field(sa_type=String(1))', ANY, "{type: string, enum: [a, b]}",
     "takes only 'a'", "written", "lets a request write 'b'"),
    ('value: Literal["a"] = Field(sa_type=String(1))', ANY, "{type: string, maxLength: 1}",
     "takes only 'a'", "written", "lets a request write other texts"),
    ('value: Literal["a", "b"] = Field(sa_type=String(1))', "{type: string, enum: [a]}", ANY,
     "may hold 'b'", "answer", "has only 'a'"),
    ("value: str = Field(max_length=20)", "{type: string, enum: [a]}", ANY,
     "may hold any text", "answer", "has only 'a'"),
    ("value: str = Field(max_length=20)", ANY, "{type: integer}",
     "is of the type string", "written", "is integer"),
    ("value: UUID", ANY, "{type: string, maxLength: 36}",
     "is of the type uuid", "written", "is a text without that format"),
    ("value: datetime = Field(sa_type=DateTime())", "{type: string, format: date-time}", ANY,
     "holds times without a zone", "answer", "is a date-time, which has one"),
    ("value: int", ANY, "{type: integer, minimum: 0}",
     "takes at most 2147483647", "written", "lets a request write numbers of any size"),
    ("value: int", ANY, "{type: integer, minimum: 0, maximum: 2147483648}",
     "takes at most 2147483647", "written", "lets a request write 2147483648"),
    ("value: int", ANY, "{type: integer, maximum: 1}",
     "takes at least -2147483647", "written", "lets a request write negative numbers of any size"),
    ("value: Decimal = Field(sa_type=Numeric(6, 2))", ANY,
     "{type: number, minimum: 0, maximum: 10000}",
     "takes at most 9999.99", "written", "lets a request write 10000"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "answer", "written", "stored", "where", "said"), DISAGREE)
def test_a_disagreement_is_told_with_the_line_of_both(
    tmp_path: Path, column: str, answer: str, written: str, stored: str, where: str, said: str
) -> None:
    (line,) = report(tmp_path, column, answer, written).faults
    assert re.fullmatch(
        rf"\S+/impl/tables\.py:{COLUMN_LINE} NoteTable\.value {re.escape(stored)}, but "
        rf"\S+/openapi\.yaml:{LINES[where]}:\d+ components\.schemas\.\S+ {re.escape(said)}",
        line,
    )


def test_a_check_constraint_says_what_the_column_takes(tmp_path: Path) -> None:
    constraint = """__table_args__ = (CheckConstraint("value IN ('a', 'b')", name="c"),)"""
    seen = report(
        tmp_path,
        "value: str = Field(max_length=1)",
        ANY,
        "{enum: [a, c], type: string}",
        constraint,
    )
    (line,) = seen.faults
    assert "takes only 'a', 'b', but" in line
    assert line.endswith("lets a request write 'c'")


def test_a_table_that_nothing_imports_is_told(tmp_path: Path) -> None:
    seen = report(tmp_path, "value: str", ANY, ANY)
    other = tmp_path / "impl" / "other.py"
    other.write_text("\nclass OtherTable(SQLModel, table=True):\n    pass\n")
    (line,) = seen.faults
    assert line.startswith(f"{other}:2 OtherTable: no migration sees this table; ")


def test_the_tables_of_this_service_agree(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    assert "OutboxTable" in capsys.readouterr().out.partition("without a schema")[2]


ENTITY = f"""
{TABLES.partition("class NoteTable")[0]}
class Entity(Identified):
    pass


"""


@pytest.mark.parametrize(
    "schema",
    [
        TEXT,
        "{type: string}",
        '{type: [string, "null"], maxLength: 7}',
        "{type: string, enum: [a, it's, long one]}",
        "{anyOf: [{type: string, const: a}, {enum: [bb, null]}]}",
        "{type: string, format: uuid}",
        "{type: string, format: date}",
        "{type: string, format: date-time}",
        "{type: integer, minimum: 0, maximum: 10}",
        "{type: integer, format: int64}",
        '{type: [number, "null"]}',
        "{type: boolean}",
        "{type: object}",
        "{oneOf: [{type: string, maxLength: 3}, {type: string, maxLength: 9}]}",
    ],
)
def test_a_table_that_exactapi_add_writes_agrees(tmp_path: Path, schema: str) -> None:
    spec = tmp_path / "openapi.yaml"
    text = DOCUMENT.format(answer=schema, written=schema)
    spec.write_text(text.replace("\ncomponents:", ONE, 1))
    loaded = load(spec)
    [module] = plan(loaded.api)
    written = skeleton(Project(root=Path(__file__).parents[3]), loaded, module)
    table = next(text for path, text in written.items() if path.name == "tables.py")
    source = tmp_path / "impl" / "tables.py"
    source.parent.mkdir()
    source.write_text(table.replace("from impl.storage.postgres.mixins import Entity", ENTITY))
    report = Report(loaded, tables(imported(source).Base), source.parent)
    assert report.faults == ()
    assert report.summary.startswith("Tables that agree with their schemas: NoteTable.")
