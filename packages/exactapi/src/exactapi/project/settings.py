"""The places of a project's files, from `[tool.exactapi]` of its pyproject.toml.

Every key is optional; what is left out has the default of `Project`. All paths are relative to
the folder of that pyproject.toml, so that every command works from any folder below it.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path, PurePosixPath
from typing import Any, Final, Self

from exactapi.errors import ExactAPIError
from exactapi.project.waivers import Waiver

_FILE: Final = "pyproject.toml"
CLIENTS: Final = "clients"
"""The folder in the output that the SDKs are in, which `exactapi sdk` writes."""
_TABLE: Final = "tool.exactapi"
_KEPT_OUT_OF_OUTPUT: Final = (
    "document",
    "handlers",
    "routers",
    "released",
    "fuzz_configuration",
    "fuzz_reports",
)
_FORMS: Final = {
    "sdk_name": (re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?"), "a name as in 'book-shop'"),
    "sdk_python_version": (
        re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?"),
        "a version as in '1.4.0' or '1.4.0rc1'",
    ),
    "sdk_typescript_version": (
        re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?"),
        "a version as in '1.4.0' or '1.4.0-rc.1'",
    ),
}
"""What package indexes take as names and versions."""

_DOCUMENTS: Final = tuple(Path(f"openapi/openapi.{suffix}") for suffix in ("yaml", "yml", "json"))


class ProjectError(ExactAPIError):
    """The project is described wrongly; the message is one line, with the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The layout of a project.

    root: the folder that all other paths are relative to.
    document: the OpenAPI document; by default openapi/openapi.yaml, .yml or .json.
    output: the folder of the generated package.
    handlers: the folder with one package for each tag, in which handlers.py has the handlers.
    routers: the file that says which handlers serve each router.
    output_package: the import name of `output`; by default its path, below src/ if it is there.
    handlers_package: the import name of `handlers`, likewise.
    released: the document that consumers have, which `exactapi diff --release` writes.
    strict: whether what is only warned of is refused.
    lint_waivers: what `exactapi lint` lets pass, each with its reason.
    fuzz_configuration: the configuration of schemathesis, if there is one.
    fuzz_reports: the folder for what `exactapi fuzz` reports.
    sdk_name: how the SDKs are called; by default by the document's title.
    sdk_python_version, sdk_typescript_version: their own versions, beside the API's.
    """

    root: Path
    document: Path | None = None
    output: Path = Path("generated")
    handlers: Path = Path("impl/features")
    routers: Path = Path("impl/routers.py")
    output_package: str = ""
    handlers_package: str = ""
    released: Path = Path("openapi/released.json")
    strict: bool = False
    lint_waivers: tuple[Waiver, ...] = ()
    fuzz_configuration: Path | None = None
    fuzz_reports: Path = Path("reports/fuzz")
    sdk_name: str = ""
    sdk_python_version: str = "0.1.0"
    sdk_typescript_version: str = "0.1.0"

    def __post_init__(self) -> None:
        for name in ("output", "handlers"):
            given = getattr(self, f"{name}_package")
            package = given or _import_name(getattr(self, name))
            if not _can_be_imported(package):
                key = f"{name}-package"
                raise ProjectError(
                    f"{_at(self.root)}: {package!r} cannot be imported; name a package by {key!r}"
                )
            object.__setattr__(self, f"{name}_package", package)
        for name, (form, wanted) in _FORMS.items():
            text = getattr(self, name)
            if text and not form.fullmatch(text):
                raise ProjectError(
                    f"{_at(self.root)}: {_key(name)!r} must be {wanted}, not {text!r}"
                )
        for name in _KEPT_OUT_OF_OUTPUT:
            place: Path | None = getattr(self, name)
            if place is not None and place.is_relative_to(self.output):
                raise ProjectError(
                    f"{_at(self.root)}: {_key(name)!r} is {str(place)!r}, in the folder that "
                    "`exactapi generate` replaces; choose another one, or another 'output'"
                )

    @classmethod
    def find(cls, start: Path | None = None) -> Self:
        """Return the project of the folder `start`, by default the working directory.

        It is the nearest folder above whose pyproject.toml has our table; or else the nearest one
        that has a pyproject.toml; or else `start` itself.

        Raises:
            ProjectError: pyproject.toml cannot be read, or has a key or a value that it may not.
        """
        start = (start or Path.cwd()).absolute()
        nearest = None
        for folder in (start, *start.parents):
            if (folder / _FILE).is_file():
                table = _table(folder)
                if table is not None:
                    return cls._of(folder, table)
                nearest = nearest or folder
        return cls(root=nearest or start)

    @classmethod
    def _of(cls, root: Path, table: Mapping[str, Any]) -> Self:
        types = {_key(each.name): each.type for each in fields(cls)}
        del types["root"]
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key not in types:
                raise ProjectError(f"{_at(root)}: {_unknown(key, types)}")
            values[key.replace("-", "_")] = _value(root, key, value, types[key])
        return cls(root=root, **values)

    def find_document(self) -> Path:
        """Return the path of the document, as people see it from where they are.

        Raises:
            ProjectError: there is none, or more than one to choose from.
        """
        places = [self.document] if self.document else _DOCUMENTS
        found = [place for place in places if (self.root / place).exists()]
        if not found:
            raise ProjectError(
                f"{self.root / places[0]}: there is no such document; write it, or name another: "
                f"--spec FILE, or `document` in [{_TABLE}] of {_FILE}"
            )
        if len(found) > 1:
            names = " and ".join(place.name for place in found)
            raise ProjectError(
                f"{self.root / found[0].parent}: has {names}; remove one, or choose with --spec"
            )
        path, here = self.root / found[0], Path.cwd()
        return path.relative_to(here) if path.is_relative_to(here) else path

    def client(self, language: str) -> Path:
        """Return where the SDK for a language is, relative to the root."""
        return self.output / CLIENTS / language

    def handlers_file(self, module: str) -> Path:
        """Return where the handlers of a router module are, relative to the root."""
        return handlers_file(self.handlers, module)

    def handlers_module(self, module: str) -> str:
        """Return the import name of that file."""
        return f"{self.handlers_package}.{module}.handlers"

    @property
    def first_party(self) -> tuple[str, ...]:
        """Return the top-level packages of the project that generated code and handlers import."""
        names = (self.output_package, self.handlers_package)
        return tuple(dict.fromkeys(name.partition(".")[0] for name in names))


def handlers_file(folder: Path, module: str) -> Path:
    """Return the file with the handlers of a router module, below the folder of all handlers."""
    return folder / module / "handlers.py"


def _table(root: Path) -> Mapping[str, Any] | None:
    try:
        tools = tomllib.loads((root / _FILE).read_text(encoding="utf-8")).get("tool", {})
    except (OSError, ValueError) as error:
        raise ProjectError(f"{root / _FILE}: cannot be read: {error}") from error
    table = tools.get("exactapi") if isinstance(tools, Mapping) else None
    if table is None or isinstance(table, Mapping):
        return table
    raise ProjectError(f"{_at(root)}: must be a table")


def _key(name: str) -> str:
    return name.replace("_", "-")


def _at(root: Path) -> str:
    return f"{root / _FILE}: [{_TABLE}]"


def _unknown(key: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(key, known, n=1)
    meant = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(known)}"
    return f"there is no key {key!r}; {meant}"


def _value(root: Path, key: str, value: Any, kind: Any) -> Any:
    if kind == tuple[Waiver, ...]:
        return _waivers(root, key, value)
    if kind is bool:
        if not isinstance(value, bool):
            raise ProjectError(f"{_at(root)}: {key!r} must be true or false")
        return value
    if not isinstance(value, str) or not value:
        raise ProjectError(f"{_at(root)}: {key!r} must be a text, and not empty")
    return value if kind is str else _inside(root, key, value)


def _waivers(root: Path, key: str, value: Any) -> tuple[Waiver, ...]:
    if not isinstance(value, list):
        raise ProjectError(f"{_at(root)}: {key!r} must be a list: [[{_TABLE}.{key}]]")
    try:
        return tuple(map(Waiver.of, value))
    except ValueError as error:
        raise ProjectError(f"{_at(root)}: each of {key!r} {error}") from error


def _inside(root: Path, key: str, value: str) -> Path:
    """A path below the root: above it, or as the root itself, a folder would be replaced whole."""
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ProjectError(f"{_at(root)}: {key!r} must be a path below this folder, not {value!r}")
    return Path(path)


def _can_be_imported(package: str) -> bool:
    parts = package.split(".")
    is_name = all(part.isidentifier() and not iskeyword(part) for part in parts)
    return is_name and parts[0] not in sys.stdlib_module_names


def _import_name(folder: Path) -> str:
    parts = folder.parts
    return ".".join(parts[1:] if parts[0] == "src" and len(parts) > 1 else parts)
