"""Begin a feature that the document has: write the skeleton of its code.

NAME is a tag of the document. Its models, its interface and a stub for each of its operations are
those of `exactapi generate`, which runs first. --table writes the table of what the feature keeps
as well, whose columns hold what the schema says, and the repository that reads and writes it.

Nothing that is there is overwritten. The exit code is 1, and nothing is changed, where that is so,
or where the document has no such tag.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from exactapi.features.columns import NoColumnError
from exactapi.features.skeleton import skeleton
from exactapi.generate.load import Loaded, load
from exactapi.generate.options import add_source_options
from exactapi.generate.plan import Module, plan
from exactapi.generate.refusals.refusals import RefusedError, one_line
from exactapi.generate.tools.ruff import format_python
from exactapi.project.settings import Project, ProjectError


def main(argv: Sequence[str]) -> int:
    arguments = _parser().parse_args(argv)
    project = Project.find()
    try:
        loaded = load(
            project.find_document(), root=arguments.root, allow_remote=arguments.allow_remote
        )
        module = _module(loaded, arguments.name)
        files = skeleton(project, loaded, module) if arguments.table else {}
    except (NoColumnError, ProjectError, RefusedError) as error:
        return _complain(one_line(str(error)))
    handlers = project.handlers_file(module.name)
    for path in (*files, *([] if files else [handlers])):
        if (project.root / path).exists():
            return _complain(f"{path}: it is there already; nothing was changed")
    command = [sys.executable, "-m", "exactapi", "generate", *_source(arguments)]
    code = subprocess.run(command, cwd=project.root, check=False).returncode
    if code:
        return code
    for path, text in files.items():
        (project.root / path).write_text(text, encoding="utf-8")
        format_python(project.root / path, project.first_party)
        print(f"{path}: written")
    print(_next_steps(handlers.as_posix(), module.name, has_table=bool(files)))
    return 0


def _module(loaded: Loaded, name: str) -> Module:
    if loaded.refusals:
        raise ProjectError(f"{loaded.refusals[0]}")
    modules = plan(loaded.api)
    for module in modules:
        if name in (module.name, module.tag):
            return module
    raise ProjectError(
        f"no operation has the tag {name!r}; write its operations first ("
        f"there are {', '.join(each.tag for each in modules)})"
    )


def _source(arguments: argparse.Namespace) -> list[str]:
    root = ["--root", str(arguments.root)] if arguments.root else []
    return [*root, *(["--allow-remote"] if arguments.allow_remote else [])]


def _next_steps(handlers: str, name: str, *, has_table: bool) -> str:
    steps = [f"write the bodies in {handlers}; `./scripts/task status` lists the stubs"]
    if has_table:
        revision = f"`./scripts/task upgrade`, `./scripts/task revision 'add {name}'`"
        steps = [f"read the table, then {revision}, and `upgrade` again", *steps]
    steps += ["`./scripts/task lint` compares tables and document, `types` handlers and document"]
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def _complain(message: str) -> int:
    print(f"exactapi add: {message}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="exactapi add",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", help="a tag of the document")
    parser.add_argument("--table", action="store_true", help="with a table, and its repository")
    add_source_options(parser)
    return parser
