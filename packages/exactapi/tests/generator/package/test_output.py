"""What lies where the package should go is kept, and each reason has a cure."""

from pathlib import Path

import pytest

from exactapi.cli.generate import main
from generator.conftest import Write

SPEC = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\n'


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("file", "file: is no folder; choose another one"),
        ("file/below", "file: is no folder; choose another one"),
        ("taken", "taken/generated: is no folder; choose another one"),
        (
            "mine",
            "mine/generated: holds files that were not generated, and would be replaced; move",
        ),
        ("/proc/nowhere", "/proc/nowhere/generated: cannot be written (no such file or directory)"),
    ],
)
def test_nothing_but_a_generated_package_is_replaced(
    write: Write, capfd: pytest.CaptureFixture[str], out: str, said: str
) -> None:
    spec = write(SPEC)
    for name in ("file", "taken/generated", "mine/generated/notes.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("mine")
    assert main([str(spec), out]) == 1
    assert said in capfd.readouterr().err
    assert Path("mine/generated/notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("nowhere/report.json", "nowhere: is no folder; make it, or choose another one"),
        (".", ".: is a folder; name a file"),
    ],
)
def test_a_report_that_cannot_be_written_is_told_before_the_work(
    write: Write, capfd: pytest.CaptureFixture[str], report: str, said: str
) -> None:
    assert main([str(write(SPEC)), "out", "--report", report]) == 1
    assert capfd.readouterr().err.strip() == said
    assert not Path("out").exists()


@pytest.mark.slow
def test_an_empty_folder_and_an_older_package_are_replaced(write: Write) -> None:
    spec = write(SPEC)
    Path("out/generated").mkdir(parents=True)
    assert main([str(spec), "out"]) == 0
    Path("out/generated/old.py").write_text("")
    assert main([str(spec), "out"]) == 0
    assert not Path("out/generated/old.py").exists()
