"""A server of WebSockets that sends back what it gets: python echo.py PORT, in any container.

Only the standard library: it runs in the image of the service, which has no such server.
"""

import asyncio
import base64
import hashlib
import sys

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
TEXT, CLOSE = 0x1, 0x8


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    fields = {name.strip().lower(): value.strip() for name, _, value in lines}
    if fields.get(b"upgrade", b"").lower() != b"websocket":
        writer.write(b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()
        return
    accept = hashlib.sha1(fields[b"sec-websocket-key"] + _GUID).digest()
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + base64.b64encode(accept) + b"\r\n\r\n"
    )
    while True:
        opcode, payload = await frame(reader)
        writer.write(bytes([0x80 | opcode, len(payload)]) + payload)
        await writer.drain()
        if opcode == CLOSE:
            writer.close()
            return


async def frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The opcode and payload of one masked frame of less than 126 bytes."""
    first, second = await reader.readexactly(2)
    mask = await reader.readexactly(4)
    masked = await reader.readexactly(second & 0x7F)
    return first & 0x0F, bytes(byte ^ mask[at % 4] for at, byte in enumerate(masked))


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "0.0.0.0", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
