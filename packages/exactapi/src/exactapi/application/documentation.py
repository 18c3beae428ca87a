"""The document, and two pages to read it in; nothing of them comes from another host.

Swagger UI (`/docs`) can call the API and works under the strictest policy. Redoc (`/redoc`) needs
inline styles and a worker, so it has a policy of its own. Both are vendored: see `assets`.
Addresses are relative, so that the pages work below a proxy's prefix.
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exactapi.application.assets import Asset, assets

DOCUMENT_PATH: Final = "/openapi.json"

_BOTH: Final = (
    "default-src 'none'; connect-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a description of the document brings along is neither run, loaded nor sent anywhere."""
_STRICT: Final = f"{_BOTH}; style-src 'self'"
_REDOC: Final = f"{_BOTH}; style-src 'unsafe-inline'; worker-src blob:"
"""Redoc makes its styles and its search's worker as it runs; its vendor's logo stays out."""

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}
</head>
<body>
<div id="documentation"></div>
{scripts}
</body>
</html>
"""


def documentation_routes(document: bytes, title: str, *, pages: bool = True) -> list[Route]:
    """Return the route of `/openapi.json` and, with `pages`, `/docs`, `/redoc` and their files.

    `/openapi.json` is `document` byte for byte, unless the application lies below a prefix
    (`root_path`): then its servers do as well.
    """
    below: dict[str, bytes] = {"": document}

    async def openapi(request: Request) -> Response:
        prefix = str(request.scope.get("root_path", ""))
        if prefix not in below:
            below.clear()  # one more, at most: a client cannot choose the prefix
            below.update({"": document, prefix: _below(prefix, document)})
        return Response(below[prefix], media_type="application/json")

    document_route = Route(DOCUMENT_PATH, openapi)
    if not pages:
        return [document_route]
    return [
        document_route,
        _page("/docs", title, _STRICT, styles=["swagger-ui.css"], script="swagger-ui-bundle.js"),
        _page("/redoc", title, _REDOC, styles=[], script="redoc.standalone.js"),
        *(_file(f"/docs/{asset.name}", asset) for asset in assets("swagger-ui")),
        *(_file(f"/redoc/{asset.name}", asset) for asset in assets("redoc")),
    ]


def _page(path: str, title: str, policy: str, *, styles: list[str], script: str) -> Route:
    folder = path.removeprefix("/")
    links = [f'<link rel="stylesheet" href="{folder}/{name}">' for name in styles]
    links += [f'<link rel="icon" href="{folder}/favicon-32x32.png">'] if styles else []
    page = _PAGE.format(
        title=escape(title),
        head="\n".join(links),
        scripts="\n".join(
            f'<script src="{folder}/{name}"></script>' for name in (script, "start.js")
        ),
    )

    async def show(_: Request) -> Response:
        headers = {"content-security-policy": policy}
        return Response(page, media_type="text/html", headers=headers)

    return Route(path, show)


def _file(path: str, asset: Asset) -> Route:
    headers = {"cache-control": "public, max-age=3600"}

    async def serve(_: Request) -> Response:
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    return Route(path, serve)


def _below(prefix: str, document: bytes) -> bytes:
    """Return the document with the paths of its servers below a prefix."""
    value: dict[str, Any] = json.loads(document)
    servers: list[Mapping[str, Any]] = value.get("servers") or [{"url": "/"}]
    value["servers"] = [_server_below(prefix, server) for server in servers]
    return json.dumps(value, ensure_ascii=False).encode()


def _server_below(prefix: str, server: Mapping[str, Any]) -> dict[str, Any]:
    url = str(server.get("url", "/"))
    return dict(server) if "://" in url else {**server, "url": prefix + "/" + url.lstrip("/")}
