"""The smallest files of common types that programs open: pictures of one point, a page of nothing.

What a mock sends as `image/png` can so be shown, and not only downloaded.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Final


def png() -> bytes:
    """One grey point (W3C, "Portable Network Graphics")."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\x80")
    chunks = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    name, data = chunk
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg() -> bytes:
    """One grey point (ITU T.81): no difference from grey, and an end of the block, a bit each."""
    table = bytes([1, *[0] * 15, 0])  # one code of one bit, for the value 0
    segments = [
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (0xDB, bytes([0, *[1] * 64])),
        (0xC0, struct.pack(">BHHB", 8, 1, 1, 1) + bytes([1, 0x11, 0])),
        (0xC4, b"\x00" + table),
        (0xC4, b"\x10" + table),
        (0xDA, bytes([1, 1, 0, 0, 63, 0])),
    ]
    written = b"".join(
        bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data for marker, data in segments
    )
    return b"\xff\xd8" + written + b"\x3f" + b"\xff\xd9"


def gif() -> bytes:
    """One grey point (GIF89a): a palette of two colours, and three codes of two bits and three."""
    screen = struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x80\x80\x80\xff\xff\xff"
    image = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + screen + image + b";"


def webp() -> bytes:
    """One point (RFC 9649, section 3): five codes with one symbol each need no bits for it."""
    bits = _Bits()
    for value, width in ((0x2F, 8), (0, 14), (0, 14), (0, 1), (0, 3)):
        bits.add(value, width)  # signature, width and height less one, no alpha, the version
    for value, width in ((0, 1), (0, 1), (0, 1)):
        bits.add(value, width)  # no transform, no cache of colours, no codes for parts
    for symbol in (0x80, 0x80, 0x80, 0xFF, 0):
        bits.add(1, 1)  # a simple code
        bits.add(0, 1)  # of one symbol
        bits.add(1 if symbol > 1 else 0, 1)
        bits.add(symbol, 8 if symbol > 1 else 1)
    data = bits.bytes()
    data += b"\0" * (len(data) % 2)
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


class _Bits:
    """Bits in the order of VP8L: the lowest of a byte first."""

    def __init__(self) -> None:
        self._value, self._length = 0, 0

    def add(self, value: int, width: int) -> None:
        self._value |= value << self._length
        self._length += width

    def bytes(self) -> bytes:
        return self._value.to_bytes((self._length + 7) // 8, "little")


def pdf() -> bytes:
    """Return an empty page (ISO 32000-1)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, entries)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    return written + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(written)


def svg() -> bytes:
    """One grey point (W3C, "Scalable Vector Graphics")."""
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">'
        b'<path d="M0 0h1v1H0z" fill="#808080"/></svg>'
    )


FILES: Final[Mapping[str, Callable[[], bytes]]] = {
    "application/pdf": pdf,
    "image/gif": gif,
    "image/jpeg": jpeg,
    "image/jpg": jpeg,
    "image/png": png,
    "image/svg+xml": svg,
    "image/webp": webp,
}
"""By media type."""
