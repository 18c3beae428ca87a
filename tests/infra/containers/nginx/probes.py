"""Raw requests for a front server: what it may answer to each, with one answer and no more."""

from dataclasses import dataclass

CRLF = b"\r\n"
REFUSED = frozenset({400, 404, 405, 408, 411, 413, 414, 421, 431, 501, 505})
SERVED = frozenset({200, 401, 404, 405, 415, 422})


@dataclass(frozen=True, slots=True)
class Probe:
    sent: bytes
    statuses: frozenset[int] = REFUSED
    may_hang_up: bool = False
    """Without an answer: what came was no HTTP, or of a version that has no status line."""


def head(*lines: bytes, host: bytes = b"localhost", body: bytes = b"") -> bytes:
    first, *fields = lines or (b"GET /livez HTTP/1.1",)
    hosts = [b"Host: " + host] if host else []
    return CRLF.join([first, *hosts, b"Connection: close", *fields, b"", body])


def post(*fields: bytes, body: bytes = b"{}") -> bytes:
    login = b"POST /api/v1/auth/login HTTP/1.1"
    return head(login, b"Content-Type: application/json", *fields, body=body)


CHUNKED = b"Transfer-Encoding: chunked"

PROBES = {
    "a good request": Probe(head(), SERVED),
    "HTTP/1.0": Probe(head(b"GET /livez HTTP/1.0"), SERVED),
    "HTTP/0.9": Probe(b"GET /livez\r\n\r\n", may_hang_up=True),
    "HTTP/3.0": Probe(head(b"GET /livez HTTP/3.0")),
    "no version number": Probe(head(b"GET /livez HTTP/x.y")),
    "HTTP/2 preface": Probe(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", may_hang_up=True),
    "TLS": Probe(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200),
    "nonsense": Probe(b"nonsense\r\n\r\n"),
    "zeros": Probe(b"\0" * 100 + b"\r\n\r\n"),
    "TRACE": Probe(head(b"TRACE / HTTP/1.1"), frozenset({405})),
    "CONNECT": Probe(head(b"CONNECT localhost:80 HTTP/1.1")),
    "method in lower case": Probe(head(b"get /livez HTTP/1.1")),
    "an unknown method": Probe(head(b"BREW /livez HTTP/1.1"), REFUSED | SERVED),
    "no host": Probe(head(host=b""), frozenset({400})),
    "another host": Probe(head(host=b"evil.example"), frozenset({421})),
    "two hosts": Probe(head(b"GET /livez HTTP/1.1", b"Host: localhost"), frozenset({400})),
    "a host of nonsense": Probe(head(host=b"a b/c"), frozenset({400})),
    "another host in the target": Probe(head(b"GET http://evil.example/livez HTTP/1.1")),
    "a target without a slash": Probe(head(b"GET livez HTTP/1.1")),
    "a target with a NUL": Probe(head(b"GET /liv\0ez HTTP/1.1")),
    "dots up": Probe(head(b"GET /../../etc/passwd HTTP/1.1"), REFUSED),
    "dots up, encoded": Probe(head(b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1"), REFUSED),
    "metrics": Probe(head(b"GET /metrics HTTP/1.1"), frozenset({404})),
    "metrics, encoded": Probe(head(b"GET /%6detrics HTTP/1.1"), frozenset({404})),
    "metrics, two slashes": Probe(head(b"GET //metrics HTTP/1.1"), frozenset({404})),
    "a long target": Probe(head(b"GET /" + b"a" * 9_000 + b" HTTP/1.1"), frozenset({414})),
    "a long value": Probe(
        head(b"GET /livez HTTP/1.1", b"X: " + b"a" * 9_000), frozenset({400, 431})
    ),
    "many fields": Probe(
        head(b"GET /livez HTTP/1.1", *[b"X-%d: a" % n for n in range(9_000)]), frozenset({400, 431})
    ),
    "no colon": Probe(head(b"GET /livez HTTP/1.1", b"nonsense"), REFUSED | SERVED),
    "a NUL in a value": Probe(head(b"GET /livez HTTP/1.1", b"X: a\0b")),
    "a folded line": Probe(head(b"GET /livez HTTP/1.1", b"X: a", b" b"), REFUSED | SERVED),
    "a blank before the colon": Probe(head(b"GET /livez HTTP/1.1", b"X : a"), REFUSED | SERVED),
    "length and chunks": Probe(post(b"Content-Length: 2", CHUNKED, body=b"0\r\n\r\n")),
    "two lengths": Probe(post(b"Content-Length: 2", b"Content-Length: 3")),
    "a negative length": Probe(post(b"Content-Length: -2")),
    "a length of words": Probe(post(b"Content-Length: two")),
    "an endless length": Probe(post(b"Content-Length: 99999999999999999999999")),
    "a length beyond the bound": Probe(post(b"Content-Length: 2000000"), frozenset({413})),
    "an unknown coding": Probe(post(b"Transfer-Encoding: gzip")),
    "a coding twice": Probe(post(CHUNKED, CHUNKED, body=b"0\r\n\r\n")),
    "a bad chunk": Probe(post(CHUNKED, body=b"zz\r\n{}\r\n0\r\n\r\n")),
    "an endless chunk": Probe(post(CHUNKED, body=b"fffffffffffffffffff\r\n{}")),
    "chunks beyond the bound": Probe(
        post(CHUNKED, body=b"100000\r\n" + b"a" * 0x100000 + b"\r\n100000\r\n" + b"a" * 0x1000),
        frozenset({413}),
    ),
    "a credential in a trailer": Probe(
        head(
            b"PATCH /api/v1/users/me HTTP/1.1",
            b"Content-Type: application/json",
            CHUNKED,
            body=b"2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n",
        ),
        frozenset({401}),
    ),
    "no body where one is due": Probe(post(body=b"")),
    "a hidden second request": Probe(
        post(b"Content-Length: 4", CHUNKED, body=b"0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n")
    ),
    "an upgrade to h2c": Probe(
        head(b"GET /livez HTTP/1.1", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQ"), SERVED
    ),
}
