import os
from pathlib import Path

import pytest

from exactapi.generate.refusals.refusals import RefusedError
from exactapi.generate.source.library import BadReferenceError, Library
from generator.conftest import Write


def test_files_are_named_as_the_user_gave_the_root(write: Write) -> None:
    write("{}", name="other.yaml", specs__part_yaml="{}")
    Path("specs/api.yaml").write_text("{}")
    library = Library(Path("specs/api.yaml"))
    assert library.open(library.root, "part.yaml").text.name == "specs/part.yaml"


def test_a_file_is_read_once(write: Write) -> None:
    library = Library(write("{}", sub__part_yaml="{}"))
    part = library.open(library.root, "./sub/part.yaml")
    assert library.open(part, "../sub/p%61rt.yaml") is part


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("../secret.yaml", "ref-outside-folder"),
        ("/etc/passwd", "ref-outside-folder"),
        ("sub/../../secret.yaml", "ref-outside-folder"),
        ("%2e%2e/secret.yaml", "ref-outside-folder"),
        ("link.yaml", "ref-outside-folder"),
        ("zero.yaml", "ref-outside-folder"),
        ("file:///etc/passwd", "ref-remote"),
        ("https://example.com/a.yaml", "ref-remote"),
        ("HTTP://example.com/a.yaml", "ref-remote"),
        ("//example.com/a.yaml", "ref-remote"),
        ("nope.yaml", "ref-unknown"),
        ("a%00b.yaml", "ref-unknown"),
        ("sub", "ref-unknown"),
        ("pipe.yaml", "ref-unknown"),
        ("loop.yaml", "ref-unknown"),
    ],
)
def test_only_files_of_the_folder_are_opened(write: Write, reference: str, code: str) -> None:
    write("{}", name="secret.yaml", api__sub__part_yaml="{}")
    Path("api/root.yaml").write_text("{}")
    Path("api/link.yaml").symlink_to(Path("secret.yaml").absolute())
    Path("api/zero.yaml").symlink_to("/dev/zero")
    Path("api/loop.yaml").symlink_to("loop.yaml")
    os.mkfifo("api/pipe.yaml")
    library = Library(Path("api/root.yaml"))
    with pytest.raises(BadReferenceError) as caught:
        library.open(library.root, reference)
    assert caught.value.code == code


def test_an_unknown_file_is_answered_with_its_nearest_names(write: Write) -> None:
    library = Library(write("{}", shared_yaml="{}"))
    with pytest.raises(BadReferenceError) as caught:
        library.open(library.root, "sharde.yaml")
    assert "nearest: shared.yaml" in caught.value.cure


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_a_root_that_cannot_be_read_is_refused(write: Write, name: str) -> None:
    write("{}")
    with pytest.raises(RefusedError, match=r":1:1 #: file-unreadable: "):
        Library(Path(name))


def test_files_below_the_given_root_are_opened(write: Write) -> None:
    write("{}", name="secret.yaml", specs__schemas__user_yaml="{}", specs__api__v1_yaml="{}")
    library = Library(Path("specs/api/v1.yaml"), root=Path("specs"))
    user = library.open(library.root, "../schemas/user.yaml")
    assert user.text.name == "specs/schemas/user.yaml"
    assert library.open(user, "../api/v1.yaml") is library.root


@pytest.mark.parametrize("reference", ["../../secret.yaml", "../link.yaml", "/etc/passwd"])
def test_nothing_leads_out_of_the_given_root(write: Write, reference: str) -> None:
    write("{}", name="secret.yaml", specs__api__v1_yaml="{}")
    Path("specs/link.yaml").symlink_to(Path("secret.yaml").absolute())
    library = Library(Path("specs/api/v1.yaml"), root=Path("specs"))
    with pytest.raises(BadReferenceError, match="outside the folder of --root") as caught:
        library.open(library.root, reference)
    assert caught.value.code == "ref-outside-folder"


def test_a_root_folder_without_the_document_is_refused(write: Write) -> None:
    spec = write("{}", other__part_yaml="{}")
    with pytest.raises(RefusedError, match="the document is not in the folder `other`; let --root"):
        Library(spec, root=Path("other"))
