"""What a change touches: handlers, tables beside them, and calls of the SDKs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exactapi.generate.ir import Api
from exactapi.generate.plan import plan
from exactapi.generate.python.names import Namespace, member_name
from exactapi.project.settings import Project


@dataclass(frozen=True, slots=True)
class Touched:
    """`table` is the file of the feature's tables, if it has one."""

    handler: str
    call: str
    table: str | None


def touched(base: Api, new: Api, project: Project) -> Mapping[str, Touched]:
    """By operation; those that are no more still have a handler to remove."""
    return dict(_each(base, project)) | dict(_each(new, project))


def _each(api: Api, project: Project) -> Iterator[tuple[str, Touched]]:
    attributes = Namespace()
    for module in plan(api):
        attribute = attributes.claim(member_name(module.tag, "tag"))
        file = project.handlers_file(module.name)
        table = file.with_name("tables.py")
        has_table = (project.root / table).is_file()
        for planned in module.operations:
            yield (
                planned.id,
                Touched(
                    handler=f"{file.as_posix()}:{planned.handler}",
                    call=f"{attribute}.{planned.handler}",
                    table=table.as_posix() if has_table else None,
                ),
            )
