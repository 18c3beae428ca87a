"""`/asyncapi.json`, and the page `/asyncapi` to read it on, for a document with WebSockets.

The page is plain HTML without a script: a channel after the other, each with its messages.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exactapi.document.asyncapi import asyncapi

_STYLE: Final = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
pre { background: #f4f4f4; overflow-x: auto; padding: 1rem; }
@media (prefers-color-scheme: dark) {
  body { background: #111; color: #eee; }
  pre { background: #222; }
  a { color: #8cf; }
}
"""
_DIGEST: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'"
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: messages</title>
<style>{style}</style>
</head>
<body>
<h1>{title}: messages</h1>
<p>The same as <a href="asyncapi.json">AsyncAPI 3</a>.</p>
{channels}
</body>
</html>
"""
_ACTIONS: Final = (("receive", "A client may send"), ("send", "A client is sent"))


def asyncapi_routes(document: Mapping[str, Any], title: str, *, pages: bool) -> list[Route]:
    """Return the routes of the AsyncAPI document; none where there are no WebSockets."""
    described = asyncapi(document)
    if described is None:
        return []
    routes = [_route("/asyncapi.json", to_json(described), "application/json")]
    if pages:
        channels = "\n".join(_channels(described))
        page = _PAGE.format(title=escape(title), style=_STYLE, channels=channels)
        routes.append(_route("/asyncapi", page.encode(), "text/html", _POLICY))
    return routes


def _route(path: str, content: bytes, media_type: str, policy: str | None = None) -> Route:
    headers = {"content-security-policy": policy} if policy else None

    async def show(_: Request) -> Response:
        return Response(content, media_type=media_type, headers=headers)

    return Route(path, show)


def _channels(described: Mapping[str, Any]) -> Iterator[str]:
    for name, channel in described["channels"].items():
        yield f"<h2><code>{escape(channel['address'])}</code></h2>"
        for member in ("summary", "description"):
            yield from _text(channel.get(member))
        for action, said in _ACTIONS:
            yield f"<h3>{said}</h3>"
            for reference in described["operations"][f"{name}.{action}"]["messages"]:
                yield from _message(described, reference["$ref"].rpartition("/")[2])


def _message(described: Mapping[str, Any], name: str) -> Iterator[str]:
    yield f"<h4>{escape(name)}</h4>"
    yield from _text(described["components"]["messages"][name].get("summary"))
    schema = json.dumps(described["components"]["schemas"][name], indent=2, ensure_ascii=False)
    yield f"<pre>{escape(schema)}</pre>"


def _text(text: str | None) -> Iterator[str]:
    yield from (f"<p>{escape(each)}</p>" for each in (text or "").split("\n\n") if each)
