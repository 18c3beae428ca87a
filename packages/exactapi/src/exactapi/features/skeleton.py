"""The first lines of a feature with a table: the table, and the repository that reads it.

They are written once, and the service's own from then on. Both follow the document: the table of a
schema has its name, and its columns hold what the schema says.
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from exactapi.features.columns import Column, columns
from exactapi.generate.ir import DeclaredOperation, Pointer
from exactapi.generate.load import Loaded
from exactapi.generate.plan import Module
from exactapi.generate.python.names import pascal_case
from exactapi.generate.routers.results import is_success
from exactapi.lint.said import Reader
from exactapi.project.settings import Project, ProjectError
from exactapi.schemas.pointers import tokens
from exactapi.sdk.pages import is_paged

_STORAGE: Final = "storage.postgres"
"""Where a service has what all tables and repositories share."""


def skeleton(project: Project, loaded: Loaded, module: Module) -> dict[PurePosixPath, str]:
    """Return the texts of `tables.py` and `repository.py`, by their paths in the project.

    Raises:
        NoColumnError: a member that cannot be a column.
        ProjectError: the service has no database, or the feature no resource.
    """
    root = project.handlers_package.partition(".")[0]
    package = f"{root}.{_STORAGE}"
    if not (project.root / project.handlers.parent / "storage/postgres/mixins.py").is_file():
        raise ProjectError(f"{package}.mixins: this service has no tables; add without --table")
    api = loaded.api
    reader = Reader(api.schemas)
    schema = _resource(reader, module)
    found = [*columns(reader, schema)]
    resource = pascal_case(tokens(schema)[-1], "Resource")
    has_pages = any(is_paged(each.operation, api.schemas) for each in module.operations)
    feature = f"{project.handlers_package}.{module.name}"
    folder = PurePosixPath(project.handlers.as_posix()) / module.name
    return {
        folder / "tables.py": _table(package, module.name, resource, found),
        folder / "repository.py": _repository(
            package, feature, resource, found, has_pages=has_pages
        ),
    }


def _resource(reader: Reader, module: Module) -> Pointer:
    """Return the schema of what one of the feature is: what a read by its path answers with."""
    operations = [each.operation for each in module.operations]
    of_one = [each for each in operations if each.method == "GET" and each.path.endswith("}")]
    for operation in of_one:
        for schema in _answers(operation):
            named = reader.named(schema)
            if named.startswith("/components/schemas/") and reader.whole((named,)).has(
                "properties"
            ):
                return named
    raise ProjectError(
        f"{module.tag}: no operation says what one of them is; declare a GET of a path that ends "
        "with a parameter, as /products/{id}, and answer it with a schema of components/schemas"
    )


def _answers(operation: DeclaredOperation) -> Iterator[Pointer]:
    for response in operation.responses:
        if is_success(response, operation):
            yield from (each.schema for each in response.content if each.schema)


def _table(package: str, name: str, resource: str, found: Iterable[Column]) -> str:
    listed = [each for each in found if each.values]
    aliases = "".join(
        f"{each.alias}: TypeAlias = Literal[{', '.join(map(repr, each.values))}]\n"
        for each in listed
    )
    checks = "".join(
        f"        CheckConstraint({each.condition!r}, name={f'{name}_{each.name}_check'!r}),\n"
        for each in listed
    )
    constraints = f"    __table_args__ = (\n{checks}    )\n" if checks else ""
    lines = "".join(f"    {each.line}\n" for each in found)
    return f'''"""The table of {name}."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from {package}.mixins import Entity

{aliases}

class {resource}Table(Entity, table=True):
    """One row for each {resource}; deleted ones are hidden, not removed."""

    __tablename__ = {name!r}
{constraints}
{lines}'''


def _repository(
    package: str, feature: str, resource: str, found: Iterable[Column], *, has_pages: bool
) -> str:
    members = "".join(f"    {each.name}: {each.type}\n" for each in found)
    aliases = [each.alias for each in found if each.values]
    imported = ", ".join([*aliases, f"{resource}Table"])
    return f'''"""The SQL of {feature.rpartition(".")[2]}."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col

from {feature}.tables import {imported}
from {package}.prepared import Query
from {package}.repository import Repository, Statements


class {resource}(NamedTuple):
    id: UUID
{members}    created_at: datetime
    updated_at: datetime


_STATEMENTS: Final = Statements({resource}Table, {resource}._fields, {resource}._make)
{_PAGE.format(resource=resource) if has_pages else ""}

class {resource}Repository(Repository[{resource}]):
    statements = _STATEMENTS
{_READ_PAGE.format(resource=resource) if has_pages else ""}'''


_PAGE: Final = """_id: Final = col({resource}Table.id)
_PAGE: Final = Query(
    _STATEMENTS.visible.where(_id < bindparam("before"))
    .order_by(_id.desc())
    .limit(bindparam("limit")),
    {resource}._make,
)
"""
_READ_PAGE: Final = '''
    async def page(self, *, limit: int, before: UUID) -> list[{resource}]:
        """Return at most `limit` rows that are older than `before`, newest first."""
        return await self._unit_of_work.read.all(_PAGE, limit=limit, before=before)
'''
