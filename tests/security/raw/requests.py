"""Requests as bytes, malformed in every way that HTTP/1.1 (RFC 9112) lets a client be.

Most reach the application, which answers as the document says. REFUSED_BY_SERVER are those that
the server answers itself, because no request can be read out of them or it is too large.
`unfinished` ones wait for their rest, and end when the client goes.
"""

from dataclasses import dataclass

CRLF = b"\r\n"
MEGABYTE = b"a" * 1_000_000

REFUSED_BY_SERVER: dict[str, set[str]] = {
    "the method is none that the parser knows (RFC 9110 9.1 would say 501)": {
        "method in lower case", "unknown method", "long method", "method with a NUL", "no method",
    },
    "it is another protocol, or a version that nobody speaks (RFC 9112 2.3)": {
        "HTTP/1.10", "HTTP/9.9", "HTTP in lower case", "version without a number",
        "HTTP/2 preface", "TLS",
    },
    "the request line is no `method target version` (RFC 9112 3)": {
        "tab", "bare line feeds", "bare carriage returns", "blank in the target",
    },
    "the target is no URI reference (RFC 9112 3.2), or is too long for the parser": {
        "CONNECT", "NUL in the target", "control in the target", "UTF-8 in the target",
        "no UTF-8 in the target", "backslashes", "query with bytes", "absolute without a path",
        "absolute, malformed", "no slash", "longest path", "long query",
    },
    "a line is no header field, or is folded (RFC 9112 5)": {
        "no colon", "blank before the colon", "no name", "folded", "folded first",
        "NUL in a value", "carriage return in a value", "line feed in a value",
        "control in a value", "NUL in a name", "brackets in a name", "bytes in a name",
        "connection of nonsense",
    },
    "where the body ends is uncertain, as smugglers like it (RFC 9112 6.3)": {
        "length negative", "length with a plus", "length of words", "length in hexadecimal",
        "length as a fraction", "length twice in one", "length of two words",
        "length beyond 64 bits", "length of 100 digits", "length in Arabic", "length of nothing",
        "encoding unknown", "encoding identity", "encoding compressed", "encoding chunked first",
        "encoding chunked twice", "encoding NUL", "encoding quoted", "two lengths",
        "the same length twice", "length and chunks", "chunks and length",
        "blank after the encoding", "folded encoding", "two encodings",
    },
    "where a chunk ends is uncertain (RFC 9112 7.1)": {
        "size of no digits", "size with a sign", "negative size", "size with a prefix",
        "size beyond 64 bits", "no size", "blank in the size", "bare line feed",
        "line feed in an extension", "data after a chunk", "length as a trailer",
        "malformed trailer",
    },
    "the head, the trailers or an extension are longer than is read (RFC 6585 5)": {
        "1 MB of a value", "1 MB of a name", "1,000 headers", "1 MB of an extension",
        "1 MB of a trailer",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """A good request, to spoil; `headers` are whole lines, without those of the framing."""

    method: bytes
    target: bytes
    headers: tuple[bytes, ...]
    body: bytes

    def written(
        self, *headers: bytes, line: bytes = b"", host: bytes = b"Host: a", body: bytes = b""
    ) -> bytes:
        """With these headers besides, an own request line or host, and no framing of its own."""
        first = line or b"%s %s HTTP/1.1" % (self.method, self.target)
        hosts = [host] if host else []
        return CRLF.join([first, *hosts, *self.headers, *headers, b"", body])

    def framed(self, *headers: bytes, line: bytes = b"", host: bytes = b"Host: a") -> bytes:
        length = b"Content-Length: %d" % len(self.body)
        return self.written(length, *headers, line=line, host=host, body=self.body)

    def to(self, target: bytes, version: bytes = b"HTTP/1.1") -> bytes:
        return self.framed(line=b" ".join((self.method, target, version)))

    def by(self, method: bytes) -> bytes:
        return self.framed(line=b"%s %s HTTP/1.1" % (method, self.target))

    def in_chunks(self, *lines: bytes, encoding: bytes = b"chunked") -> bytes:
        body = CRLF.join([*lines, b""])
        return self.written(b"Transfer-Encoding: " + encoding, body=body)

    @property
    def chunk(self) -> bytes:
        return b"%x\r\n%s" % (len(self.body) or 1, self.body or b" ")


def lines(message: Message) -> dict[str, bytes]:
    """Request lines."""
    target = message.target
    return {
        "method in lower case": message.by(message.method.lower()),
        "unknown method": message.by(b"BREW"),
        "long method": message.by(b"A" * 10_000),
        "method of another protocol": message.by(b"PROPFIND"),
        "QUERY": message.by(b"QUERY"),
        "TRACE": message.by(b"TRACE"),
        "method with a NUL": message.by(b"GE\0T"),
        "no method": message.framed(line=b" %s HTTP/1.1" % target),
        "CONNECT": message.framed(line=b"CONNECT a:443 HTTP/1.1"),
        "CONNECT to a path": message.by(b"CONNECT"),
        "OPTIONS of the server": message.framed(line=b"OPTIONS * HTTP/1.1"),
        "asterisk": message.to(b"*"),
        "HTTP/1.0": message.to(target, b"HTTP/1.0"),
        "HTTP/1.10": message.to(target, b"HTTP/1.10"),
        "HTTP/2.0": message.to(target, b"HTTP/2.0"),
        "HTTP/9.9": message.to(target, b"HTTP/9.9"),
        "HTTP in lower case": message.to(target, b"http/1.1"),
        "version without a number": message.to(target, b"HTTP/"),
        "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 600,
        "two spaces": message.framed(line=b"%s  %s HTTP/1.1" % (message.method, target)),
        "tab": message.framed(line=b"%s\t%s HTTP/1.1" % (message.method, target)),
        "empty lines before": CRLF * 3 + message.framed(),
        "bare line feeds": message.framed().replace(CRLF, b"\n", 4),
        "bare carriage returns": message.framed().replace(CRLF, b"\r", 4),
        "blank in the target": message.to(target + b" a"),
        "NUL in the target": message.to(target + b"\0"),
        "control in the target": message.to(target + b"\x01\x7f"),
        "UTF-8 in the target": message.to(target + b"\xc3\xa9"),
        "no UTF-8 in the target": message.to(target + b"\xff\xfe"),
        "fragment": message.to(target + b"#a"),
        "percent alone": message.to(target + b"%"),
        "percent and no digits": message.to(target + b"%zz"),
        "escaped NUL": message.to(target + b"%00"),
        "escaped, no UTF-8": message.to(target + b"%ff%fe"),
        "overlong UTF-8": message.to(target + b"/%c0%ae%c0%ae/"),
        "escaped surrogate": message.to(target + b"%ed%a0%80"),
        "path up": message.to(b"/.." + target),
        "slashes": message.to(b"//" + target + b"//"),
        "backslashes": message.to(b"\\..\\" + target),
        "query with bytes": message.to(target + b"?a=\xff&\x80=%ff&&=?#"),
        "absolute": message.to(b"http://a" + target),
        "absolute with a user": message.to(b"http://u:p@b:1" + target),
        "absolute of another scheme": message.to(b"ftp://a" + target),
        "absolute without a path": message.to(b"http://a"),
        "absolute, malformed": message.to(b"http://[bad" + target),
        "no slash": message.to(target[1:]),
        "long path": message.to(target + b"/" + b"a" * 30_000),
        "longest path": message.to(target + b"/" + MEGABYTE),
        "long query": message.to(target + b"?a=" + MEGABYTE),
    }


def fields(message: Message) -> dict[str, bytes]:
    """Header fields."""
    return {
        "no host": message.framed(host=b""),
        "two hosts": message.framed(b"Host: b"),
        "malformed host": message.framed(host=b"Host: a<b>\xff:99999999"),
        "no colon": message.framed(b"X-A"),
        "blank before the colon": message.framed(b"X-A : b"),
        "no name": message.framed(b": b"),
        "folded": message.framed(b"X-A: b\r\n  c"),
        "folded first": message.framed(host=b" Host: a"),
        "NUL in a value": message.framed(b"X-A: a\0b"),
        "carriage return in a value": message.framed(b"X-A: a\rb"),
        "line feed in a value": message.framed(b"X-A: a\nX-B: b"),
        "control in a value": message.framed(b"X-A: \x01\x1b[2J"),
        "no UTF-8 in a value": message.framed(b"X-A: \xff\xfe"),
        "NUL in a name": message.framed(b"X\0A: b"),
        "brackets in a name": message.framed(b"X(A): b"),
        "bytes in a name": message.framed(b"X\xff: b"),
        "underscore in a name": message.framed(b"X_Request_Id: a"),
        "1 MB of a value": message.framed(b"X-A: " + MEGABYTE),
        "1 MB of a name": message.framed(MEGABYTE + b": b"),
        "1,000 headers": message.framed(*[b"X-%d: a" % number for number in range(1_000)]),
        "authorised twice": message.framed(b"Authorization: Bearer a", b"Authorization: Basic b"),
        "media type twice": message.framed(b"Content-Type: text/plain", b"Content-Type: a/b"),
        "bytes as the id": message.framed(b"X-Request-Id: \xff\r\nX-Request-Id: {}"),
        "expects 100": message.framed(b"Expect: 100-continue"),
        "expects something else": message.framed(b"Expect: 200-maybe"),
        "closes": message.framed(b"Connection: close"),
        "connection of nonsense": message.framed(b"Connection: \x7f,,a;=,keep-alive,close"),
        "forwarded": message.framed(b"X-Forwarded-For: \xff, ::1", b"X-Forwarded-Proto: \xfe"),
        "h2c": message.framed(b"Connection: Upgrade", b"Upgrade: h2c", b"HTTP2-Settings: AA"),
        "upgrade to nonsense": message.framed(b"Connection: Upgrade", b"Upgrade: \xff"),
        "WebSocket": message.framed(b"Connection: Upgrade", b"Upgrade: websocket"),
        "range": message.framed(b"Range: bytes=9-0,-1,a"),
    }


def lengths(message: Message) -> dict[str, bytes]:
    """Content-Length and Transfer-Encoding."""
    size, body = len(message.body), message.body
    values = {
        "negative": b"-1", "with a plus": b"+%d" % size, "of words": b"many", "in hexadecimal":
        b"0x1", "as a fraction": b"%d.0" % size, "twice in one": b"%d, %d" % (size, size),
        "of two words": b"%d 1" % size, "beyond 64 bits": b"%d" % 2**64, "of 100 digits": b"9" *
        100, "in Arabic": "\u0661".encode(), "of nothing": b"",
    }  # fmt: skip
    encodings = {
        "unknown": b"xchunked", "identity": b"identity", "compressed": b"gzip", "chunked first":
        b"chunked, gzip", "chunked twice": b"chunked, chunked", "NUL": b"\0chunked", "quoted":
        b'"chunked"',
    }  # fmt: skip
    spoiled = {
        f"length {name}": message.written(b"Content-Length: " + value, body=body)
        for name, value in values.items()
    }
    spoiled |= {
        f"encoding {name}": message.in_chunks(message.chunk, b"0", b"", encoding=value)
        for name, value in encodings.items()
    }
    length, chunked = b"Content-Length: %d" % size, b"Transfer-Encoding: chunked"
    both = CRLF.join([message.chunk, b"0", b"", b""])
    return spoiled | {
        "two lengths": message.framed(b"Content-Length: %d" % (size + 1)),
        "the same length twice": message.framed(length),
        "length and chunks": message.written(length, chunked, body=both),
        "chunks and length": message.written(chunked, b"Content-Length: 4", body=both),
        "blank after the encoding": message.written(b"Transfer-Encoding : chunked", body=both),
        "folded encoding": message.written(b"Transfer-Encoding:\r\n chunked", body=both),
        "two encodings": message.written(chunked, b"Transfer-Encoding: identity", body=both),
        "encoding in HTTP/1.0": message.written(
            chunked, line=b"%s %s HTTP/1.0" % (message.method, message.target), body=both
        ),
        "length with blanks": message.written(b"Content-Length:  \t%d \t" % size, body=body),
        "length with zeros": message.written(b"Content-Length: 000%d" % size, body=body),
        "too large": message.written(b"Content-Length: 2000000", body=MEGABYTE * 2),
    }


def chunks(message: Message) -> dict[str, bytes]:
    """Bodies in chunks."""
    whole, end = message.chunk, (b"0", b"")
    return {
        "chunks": message.in_chunks(whole, *end),
        "encoding in capitals": message.in_chunks(whole, *end, encoding=b"CHUNKED"),
        "one byte each": message.in_chunks(*[b"1\r\n "] * 2_000, *end),
        "too large in chunks": message.in_chunks(*[b"f4240\r\n" + MEGABYTE] * 2, *end),
        "extension": message.in_chunks(whole.replace(CRLF, b";a=b\r\n", 1), *end),
        "quoted extension": message.in_chunks(whole.replace(CRLF, b';a="\\"b"\r\n', 1), *end),
        "1 MB of an extension": message.in_chunks(
            whole.replace(CRLF, b";a=" + MEGABYTE + CRLF, 1), *end
        ),
        "size with zeros": message.in_chunks(b"0000" + whole, *end),
        "size of no digits": message.in_chunks(b"zz\r\na", *end),
        "size with a sign": message.in_chunks(b"+" + whole, *end),
        "negative size": message.in_chunks(b"-1\r\na", *end),
        "size with a prefix": message.in_chunks(b"0x" + whole, *end),
        "size beyond 64 bits": message.in_chunks(b"f" * 17 + b"\r\na", *end),
        "no size": message.in_chunks(b"", *end),
        "blank in the size": message.in_chunks(b"1 0\r\na", *end),
        "bare line feed": message.in_chunks(whole.replace(CRLF, b"\n", 1), *end),
        "line feed in an extension": message.in_chunks(whole.replace(CRLF, b";\n", 1), *end),
        "data after a chunk": message.in_chunks(whole + b"aa", *end),
        "trailer": message.in_chunks(whole, b"0", b"X-A: b", b""),
        "length as a trailer": message.in_chunks(whole, b"0", b"Content-Length: 1", b""),
        "1 MB of a trailer": message.in_chunks(whole, b"0", b"X-A: " + MEGABYTE, b""),
        "malformed trailer": message.in_chunks(whole, b"0", b"X A\0", b""),
    }


def unfinished(message: Message) -> dict[str, bytes]:
    """Return what ends before the request does."""
    whole = message.framed()
    head = whole.partition(CRLF * 2)[0]
    return {
        "nothing": b"",
        "empty lines": CRLF * 100,
        "half a request line": whole[:5],
        "HTTP/0.9": b"GET %s\r\n" % message.target,
        "a request line": whole.partition(CRLF)[0] + CRLF,
        "half a header": head[:-3],
        "all but an empty line": head + CRLF,
        "half a length": message.written(b"Content-Length: 1")[:-5],
        "no last chunk": message.in_chunks(message.chunk),
        "half a chunk": message.in_chunks(b"ff\r\na"),
        "half a body": message.written(b"Content-Length: 1000", body=message.body),
    }
