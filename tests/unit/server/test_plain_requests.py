"""What is refused without being parsed is to the parser one whole request, or none."""

import httptools
from hypothesis import event, example, given
from hypothesis import strategies as st

from impl.server.shedding import PLAIN

NAMES = (
    *(b"Host", b"Accept", b"X-Request-Id", b"Connection", b"Content-Length", b"Transfer-Encoding"),
    *(b"Upgrade", b"Expect", b"Keep-Alive", b"Content-Length ", b" Accept", b"X\x00", b"", b"TE"),
)
VALUES = (
    *(b"x", b"", b"keep-alive", b"close", b"keep-alive, close", b"upgrade", b"chunked", b"2"),
    *(b"websocket", b"100-continue", b"a\tb", b"\xff", b"a\x00b", b"a\rb", b"a\nContent-Length: 2"),
)
ENDS = (b"\r\n", b"\n", b"\r", b"\r\n ")


def head(line: bytes, fields: list[bytes], last: bytes, rest: bytes) -> bytes:
    return b"".join([line, *fields, last, rest])


fields = st.builds(
    lambda name, colon, value, end: name + colon + value + end,
    st.sampled_from(NAMES) | st.binary(min_size=1, max_size=3),
    st.sampled_from([b":", b": ", b":\t", b" :", b""]),
    st.sampled_from(VALUES) | st.binary(max_size=3),
    st.just(b"\r\n") | st.sampled_from(ENDS),
)
lines = st.builds(
    lambda method, target, version: b"%b %b %b\r\n" % (method, target, version),
    st.sampled_from([b"GET", b"DELETE", b"POST", b"HEAD", b"CONNECT", b"get"]),
    st.sampled_from(
        [b"/", b"/users?limit=1", b"/%2e", b"//x", b"*", b"http://x/", b"/a b", b"/\xff"]
    ),
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0"]),
)
heads = st.builds(
    head,
    st.just(b"GET /users HTTP/1.1\r\n") | lines,
    st.lists(fields, max_size=4),
    st.just(b"\r\n") | st.sampled_from(ENDS),
    st.just(b"") | st.sampled_from([b"x", b"GET / HTTP/1.1\r\n\r\n", b"0\r\n\r\n"]),
)


class Read:
    """What the parser calls."""

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.messages = 0
        self.body = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"x-request-id":
            self.ids.append(value)

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.messages += 1


@given(data=heads)
@example(data=b"GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: 7\r\n\r\n")
@example(data=b"GET / HTTP/1.1\r\nConnection: keep-alive\r\nUpgrade: websocket\r\n\r\n")
def test_it_is_one_request_without_a_body_whose_connection_stays(data: bytes) -> None:
    plain = PLAIN.fullmatch(data)
    if plain is None:
        event("not plain")
        return
    read = Read()
    parser = httptools.HttpRequestParser(read)
    try:
        parser.feed_data(data)
    except httptools.HttpParserError:
        event("the parser finds fault with it")
        return
    event("plain")
    assert (read.messages, read.body) == (1, b"")
    assert parser.should_keep_alive()
    assert not parser.should_upgrade()
    assert read.ids == ([] if plain["id"] is None else [plain["id"]])
