"""Compressed bodies are read like any other, and bombs unpack no more than may be sent."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactapi.rejections import (
    ContentTooLarge,
    InvalidRequest,
    MalformedRequest,
    UnsupportedMediaType,
)
from exactapi.request import incoming
from exactapi.request.content_coding import PIECE, Gunzip
from unit.bodies import FORM, JSON, MULTIPART, codes, read, reader, refused

GZIP = {"content_encoding": "gzip"}
POINT = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}


def unpacked(chunks: list[bytes]) -> bytes:
    gunzip = Gunzip()
    data = b"".join(piece for chunk in chunks for piece in gunzip.pieces(chunk))
    gunzip.end()
    return data


@given(st.lists(st.binary(max_size=300_000), max_size=3), st.integers(1, 50))
def test_whatever_was_compressed_comes_out(members: list[bytes], size: int) -> None:
    data = b"".join(map(gzip.compress, members))
    chunks = [data[at : at + size] for at in range(0, min(len(data), 2_000), size)]
    rest = data[sum(map(len, chunks)) :]
    assert unpacked([*chunks, rest]) == b"".join(members)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", " gzip ", "identity, gzip"])
async def test_json_may_be_compressed(coding: str) -> None:
    body = await read(reader({JSON: POINT}), gzip.compress(b'{"x": 1}'), content_encoding=coding)
    assert body == {"body": {"x": 1}}


async def test_so_may_forms_and_uploads() -> None:
    form = {"type": "object", "properties": {"x": {"type": "integer"}}}
    parts = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n'
    kind = f"{MULTIPART}; boundary=b"
    assert await read(reader({FORM: form}), gzip.compress(b"x=1"), FORM, **GZIP) == {
        "body": {"x": 1}
    }
    chunks = [bytes([each]) for each in gzip.compress(parts)]
    assert await read(reader({MULTIPART: form}), chunks, kind, **GZIP) == {"body": {"x": 1}}


async def test_what_was_compressed_is_validated() -> None:
    problem = await refused(InvalidRequest, reader({JSON: POINT}), gzip.compress(b"{}"), **GZIP)
    assert codes(problem) == [("#/x", "required")]


async def test_nothing_at_all_is_no_body() -> None:
    assert await read(reader({JSON: POINT}, required=False), b"", **GZIP) == {}


@pytest.mark.parametrize("coding", ["deflate", "br", "zstd", "gzip, gzip", "gzip, br", "none"])
async def test_other_codings_are_refused_and_the_right_one_is_said(coding: str) -> None:
    subject = reader({JSON: {}})
    problem = await refused(UnsupportedMediaType, subject, b"{}", content_encoding=coding)
    assert problem.accept_encoding == "gzip"
    assert problem.detail == "The body must be compressed with gzip alone, or not at all."


async def test_two_fields_are_one_list() -> None:
    fields = [(b"content-type", b"application/json"), *[(b"content-encoding", b"gzip")] * 2]
    with pytest.raises(UnsupportedMediaType):
        await reader({JSON: {}}).read(fields, None)  # type: ignore[arg-type]  # nothing is read


def broken() -> Iterator[bytes]:
    whole = gzip.compress(b'{"x": 1}', mtime=0)  # with the time, workers would collect other tests
    yield b'{"x": 1}'
    yield zlib.compress(b'{"x": 1}')
    yield from (whole[:length] for length in range(1, len(whole)))
    yield whole + b"\0"
    yield whole + b'{"x": 2}'
    yield whole[:-8] + b"\0\0\0\0" + whole[-4:]  # another checksum
    yield gzip.compress(b"", mtime=0) * 1_001


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no gzip", "The body is no gzip data."),
        (gzip.compress(b"{}", mtime=0)[:-1], "The gzip data of the body is cut short."),
        (gzip.compress(b"", mtime=0) * 1_001, "The gzip data has more than 1000 members."),
    ],
)
async def test_what_is_broken_is_said(data: bytes, words: str) -> None:
    subject = reader({JSON: POINT}, limit=100_000)
    assert (await refused(MalformedRequest, subject, data, **GZIP)).detail == words


@pytest.mark.parametrize("data", [pytest.param(each, id=str(n)) for n, each in enumerate(broken())])
async def test_broken_data_is_a_400(data: bytes) -> None:
    await refused(MalformedRequest, reader({JSON: POINT}, limit=100_000), data, **GZIP)


@pytest.mark.parametrize("members", [1, 20])
async def test_a_bomb_unpacks_no_more_than_may_be_sent(members: int) -> None:
    bomb = gzip.compress(json.dumps({"x": "0" * (100_000_000 // members)}).encode()) * members
    subject = reader({JSON: {}}, limit=200_000)
    assert len(bomb) < 200_000
    tracemalloc.start()
    await refused(ContentTooLarge, subject, bomb, **GZIP)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000 + len(bomb) * 3 + 10 * PIECE


async def test_a_bomb_in_an_upload_unpacks_no_more_either() -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\n'
    bomb = gzip.compress(head + b"0" * 50_000_000 + b"\r\n--b--\r\n")
    schema = {"type": "object", "properties": {"x": {"type": "string", "format": "binary"}}}
    subject = reader({MULTIPART: schema}, limit=200_000)
    await refused(ContentTooLarge, subject, bomb, f"{MULTIPART}; boundary=b", **GZIP)


async def test_others_have_their_turn_while_much_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns: list[float] = []

    async def sleep(seconds: float) -> None:
        turns.append(seconds)

    monkeypatch.setattr(incoming.asyncio, "sleep", sleep)
    packed = gzip.compress(b'"%b"' % (b"0" * 3 * PIECE))
    await read(reader({JSON: {}}, limit=10 * PIECE), packed, **GZIP)
    assert turns == [0] * 3


async def test_what_is_larger_packed_than_the_limit_is_refused_as_well() -> None:
    subject = reader({JSON: {}}, limit=20)
    await refused(ContentTooLarge, subject, [gzip.compress(b"{}") * 2], **GZIP)


async def test_a_thousand_members_are_read() -> None:
    data = gzip.compress(b"") * 999 + gzip.compress(b"{}")
    assert await read(reader({JSON: {}}, limit=100_000), data, **GZIP) == {"body": {}}
