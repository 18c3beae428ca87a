"""What is said of the tables: where they and the document disagree, with the line of both."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from exactapi.generate.load import Loaded
from exactapi.generate.refusals.refusals import one_line, readable

from scripts.tables.agreement import disagreements
from scripts.tables.columns import Place, StoredTable, declared
from scripts.tables.members import Resources


class Report:
    """`known` are the tables that migrations see; those below the folder `source` should be."""

    def __init__(self, loaded: Loaded, known: Sequence[StoredTable], source: Path) -> None:
        self._loaded = loaded
        self._known = known
        self._source = source
        self._resources = Resources(loaded.api)

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """Yield a line for each, every line once."""
        compared = (line for table in self._known for line in self._compared(table))
        return tuple(dict.fromkeys([*self._unseen(), *compared]))

    @property
    def summary(self) -> str:
        with_schema = [each.name for each in self._known if self._resources.has(each.resource)]
        without = [each.name for each in self._known if not self._resources.has(each.resource)]
        said = f"Tables that agree with their schemas: {', '.join(with_schema) or 'none'}."
        return f"{said} Tables without a schema: {', '.join(without)}." if without else said

    def _unseen(self) -> Iterator[str]:
        seen = {(each.name, each.place.file) for each in self._known}
        for name, place in declared(self._source):
            if (name, place.file) not in seen:
                yield (
                    f"{_at(place)} {name}: no migration sees this table; move it to the tables.py "
                    "of a feature, or import it in impl/tables.py"
                )

    def _compared(self, table: StoredTable) -> Iterator[str]:
        if not self._resources.has(table.resource):
            return
        columns = {each.name: each for each in table.columns}
        for member in self._resources.members(table.resource):
            column = columns.get(member.name)
            if column is None:
                continue
            for each in disagreements(column, member):
                spec = self._loaded.locate(each.at)
                yield one_line(
                    f"{_at(column.place)} {table.name}.{column.name} {each.column}, but "
                    f"{spec.file}:{spec.line}:{spec.column} {readable(each.at)} {each.schema}"
                )


def _at(place: Place) -> str:
    here = Path.cwd()
    file = place.file.relative_to(here) if place.file.is_relative_to(here) else place.file
    return f"{file}:{place.line}"
