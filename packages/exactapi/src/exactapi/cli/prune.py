"""Remove the features that the document no longer has, with all that belongs to them.

That is what impl/features/features.toml lists: handlers, services, tables, migrations, settings,
tests, tools and requirements; and in shared files the lines that end in `# feature: NAME`. Name
features to remove these instead. The plan is shown first; git has everything until you commit.
"""

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from exactapi.features.manifest import Feature, features
from exactapi.features.removal import Removal, apply, plan
from exactapi.features.unused import unused
from exactapi.generate.scaffold.handlers import UnreadableHandlersError
from exactapi.new import git
from exactapi.project.settings import Project, ProjectError


def main(argv: Sequence[str]) -> int:
    arguments = _parser().parse_args(argv)
    project = Project.find()
    try:
        chosen = _chosen(project, arguments.features)
        if not chosen:
            print("exactapi prune: every feature serves an operation; nothing to remove")
            return 0
        if not arguments.force and (changed := git.changes(project.root)):
            _complain(
                f"{len(changed)} changes are not committed ({changed[0].strip()} ...); commit "
                "them, so that git can bring back what goes, or use --force"
            )
            return 1
        removal = plan(project.root, git.tracked(project.root), chosen.values())
    except (UnreadableHandlersError, ProjectError, git.GitError) as error:
        _complain(str(error))
        return 1
    _show(chosen, removal)
    if not arguments.yes and not _confirmed():
        _complain("nothing was changed")
        return 1
    apply(project.root, removal)
    return _generate(project.root, removal)


def _chosen(project: Project, names: Sequence[str]) -> Mapping[str, Feature]:
    known = features(project)
    if not names:
        return unused(project, known)
    for name in names:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "features.toml lists none"
            raise ProjectError(f"there is no feature {name!r}; {there}")
    return {name: known[name] for name in names}


def _show(chosen: Mapping[str, Feature], removal: Removal) -> None:
    print(f"Without {', '.join(chosen)}:")
    for path in removal.removed:
        print(f"  remove {path.as_posix()}")
    for path in sorted(removal.edited):
        print(f"  edit   {path.as_posix()}")
    sys.stdout.flush()


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        _complain("add --yes to remove this without being asked")
        return False
    return input("Remove all this? [y/N] ").strip().lower() in {"y", "yes"}


def _generate(root: Path, removal: Removal) -> int:
    """Write anew what follows from the document, now that handlers are gone."""
    command = [sys.executable, "-m", "exactapi", "generate", "--force"]
    code = subprocess.run(command, cwd=root, check=False).returncode
    if any("migrations" in path.parts for path in removal.removed) and (root / ".dev").exists():
        print("The development database has tables that are no more: remove .dev to begin again.")
    if code == 0:
        print("Run `./scripts/task check`, look at `git diff`, and commit.")
    return code


def _complain(message: str) -> None:
    print(f"exactapi prune: {message}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="exactapi prune",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "features", metavar="FEATURE", nargs="*", help="by default those without an operation"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--force", action="store_true", help="with uncommitted changes, too")
    return parser
