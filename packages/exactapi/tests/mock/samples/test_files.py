"""The files of mocks, byte for byte as decoders were seen to take them: one grey point each."""

import struct
import zlib
from xml.etree import ElementTree as ET

from exactapi.mock.samples.files import FILES, gif, pdf, png, svg, webp


def test_a_png_has_sound_chunks_and_one_point() -> None:
    data, found = png()[8:], {}
    while data:
        (length,) = struct.unpack(">I", data[:4])
        name, content = data[4:8], data[8 : 8 + length]
        assert struct.unpack(">I", data[8 + length : 12 + length])[0] == zlib.crc32(name + content)
        found[name], data = content, data[12 + length :]
    assert struct.unpack(">II", found[b"IHDR"][:8]) == (1, 1)
    assert zlib.decompress(found[b"IDAT"]) == b"\0\x80"


def test_a_webp_says_its_length() -> None:
    data = webp()
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    assert data.hex().endswith("2f000000002860010bd8ff00")


def test_a_gif_has_one_point_of_its_palette() -> None:
    assert gif().hex() == ("47494638396101000100800000808080ffffff2c00000000010001000002024401003b")


def test_a_pdf_says_where_its_objects_are() -> None:
    data = pdf()
    start = int(data.rsplit(b"\n", 3)[1])
    entries = data[start:].split(b"\n")[3:6]
    for number, entry in enumerate(entries, start=1):
        assert data[int(entry[:10]) :].startswith(b"%d 0 obj" % number)


def test_a_jpeg_has_all_its_segments() -> None:
    data, markers = FILES["image/jpeg"]()[2:-3], []
    while data:
        length = struct.unpack(">H", data[2:4])[0]
        markers.append(data[1])
        data = data[2 + length :]
    assert markers == [0xE0, 0xDB, 0xC0, 0xC4, 0xC4, 0xDA]


def test_an_svg_is_one_point_of_its_namespace() -> None:
    root = ET.fromstring(svg())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.get("width"), root.get("height"), len(root)) == ("1", "1", 1)
