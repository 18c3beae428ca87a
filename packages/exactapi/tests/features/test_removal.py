"""A feature goes as a whole: files, marked lines, pins, and its place among the migrations."""

from pathlib import Path

import pytest

from exactapi.features.manifest import Feature, read
from exactapi.features.removal import apply, plan
from exactapi.project.settings import ProjectError

FILES = {
    "impl/app.py": "a = 1\nb = 2  # feature: shop\n",
    "impl/shop/service.py": "c = 3\n",
    "impl/other.py": "d = 4\n",
    "requirements/dev.txt": "one==1 \\\n    --hash=sha256:a\ntill[x]==2 \\\n    --hash=sha256:b\n",
    "migrations/versions/1.py": 'revision: str = "1"\ndown_revision: str | None = None\n',
    "migrations/versions/2.py": 'revision: str = "2"\ndown_revision: str | None = "1"\n',
    "migrations/versions/3.py": 'revision: str = "3"\ndown_revision: str | None = "2"\n',
}


@pytest.fixture
def tracked(tmp_path: Path) -> list[Path]:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return [Path(name) for name in FILES]


def shop(*files: str) -> Feature:
    return Feature("shop", ("shop",), files, ("till",))


def test_a_plan_changes_nothing_and_says_all(tmp_path: Path, tracked: list[Path]) -> None:
    found = plan(tmp_path, tracked, [shop("impl/shop", "impl/absent.py")])
    assert found.removed == (Path("impl/shop"),)
    assert {path.as_posix() for path in found.edited} == {"impl/app.py", "requirements/dev.txt"}
    assert all((tmp_path / name).read_text() == text for name, text in FILES.items())


def test_what_belongs_to_it_goes_and_nothing_else(tmp_path: Path, tracked: list[Path]) -> None:
    apply(tmp_path, plan(tmp_path, tracked, [shop("impl/shop")]))
    assert not (tmp_path / "impl/shop").exists()
    assert (tmp_path / "impl/app.py").read_text() == "a = 1\n"
    assert (tmp_path / "impl/other.py").read_text() == FILES["impl/other.py"]
    pins = (tmp_path / "requirements/dev.txt").read_text()
    assert pins == "one==1 \\\n    --hash=sha256:a\n"


def test_a_later_migration_follows_the_one_that_stays(tmp_path: Path, tracked: list[Path]) -> None:
    apply(tmp_path, plan(tmp_path, tracked, [shop("migrations/versions/2.py")]))
    assert 'down_revision: str | None = "1"' in (tmp_path / "migrations/versions/3.py").read_text()


def test_a_migration_with_none_before_it_is_the_first(tmp_path: Path, tracked: list[Path]) -> None:
    gone = ("migrations/versions/1.py", "migrations/versions/2.py")
    apply(tmp_path, plan(tmp_path, tracked, [shop(*gone)]))
    assert "down_revision: str | None = None" in (tmp_path / "migrations/versions/3.py").read_text()


def test_where_no_migration_is_left_there_is_an_empty_first_one(
    tmp_path: Path, tracked: list[Path]
) -> None:
    gone = [name for name in FILES if name.startswith("migrations")]
    apply(tmp_path, plan(tmp_path, tracked, [shop(*gone)]))
    (first,) = (tmp_path / "migrations/versions").iterdir()
    assert "down_revision: str | Sequence[str] | None = None" in first.read_text()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[shop]\nfile = []\n", "there is no key 'file'"),
        ("[shop]\nfiles = 'a'\n", "'files' must be a list of texts"),
        ("[shop]\nfiles = ['../a']\n", "'../a' must be a path below the project"),
        ("shop = 1\n", "'shop' must be a table"),
        ("[shop\n", "cannot be read"),
    ],
)
def test_a_wrong_manifest_is_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "features.toml"
    file.write_text(text)
    with pytest.raises(ProjectError, match=complaint) as refused:
        read(file)
    assert "\n" not in str(refused.value)
