"""The files of a form find no room: the client is told to come back, and nothing is left open."""

import errno
import gc
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from conformance.service import TAKEN, GeneratedService

DOCUMENT = """
paths:
  /form:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                file: { type: string, format: binary }
                files: { type: array, items: { type: string, format: binary } }
      responses: { "204": { description: Taken. } }
"""
SMALL_DISK = 500_000
BODY = b"".join(
    b'--B\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n%b\r\n' % content
    for content in (b"x" * 300_000, b"y" * 300_001)
)
BODY += b"--B--\r\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("no_room"), DOCUMENT)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small disk, the place of temporary files."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def make_read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


@contextmanager
def no_descriptor_left() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    tempfile.gettempdir()  # finding it needs one
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))  # those that are open stay
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def refused(service: GeneratedService) -> str:
    """Send the form; return the reason in the log."""
    with capture_logs() as events:
        response = await service.post("/form", BODY, "multipart/form-data; boundary=B")
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert int(response.headers["retry-after"]) > 0
    assert "no room" in response.json()["detail"]
    return str([event["reason"] for event in events if event["event"] == "no_room_for_files"])


async def test_a_full_disk_is_told_to_pass_and_leaks_nothing(
    service: GeneratedService, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (disk / "other").write_bytes(bytes(SMALL_DISK - 100_000))
    gc.collect()
    before = open_descriptors()
    for _ in range(20):
        assert os.strerror(errno.ENOSPC) in await refused(service)
    gc.collect()
    assert open_descriptors() <= before
    (disk / "other").unlink()
    (disk / "more").write_bytes(bytes(100))  # there is room for one of both files
    assert os.strerror(errno.ENOSPC) in await refused(service)
    (disk / "more").unlink()
    monkeypatch.setattr(tempfile, "tempdir", None)
    response = await service.post("/form", BODY, "multipart/form-data; boundary=B")
    assert response.status_code == TAKEN


async def test_where_nothing_can_be_written_the_log_says_so(
    service: GeneratedService, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container with a root that is read-only, and no place for temporary files."""
    make_read_only(disk)
    assert os.strerror(errno.EROFS) in await refused(service)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(disk)])
    assert "No usable temporary directory" in await refused(service)


async def test_a_process_without_descriptors_says_the_same(service: GeneratedService) -> None:
    with no_descriptor_left():
        reason = await refused(service)
    assert os.strerror(errno.EMFILE) in reason
    response = await service.post("/form", BODY, "multipart/form-data; boundary=B")
    assert response.status_code == TAKEN
