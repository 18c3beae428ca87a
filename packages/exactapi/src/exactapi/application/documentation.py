"""The document and two pages to read it in. Of routes beyond the document, these are all."""

from typing import Final

from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH: Final = "/openapi.json"

_POLICY: Final = (
    "default-src 'none'; connect-src 'self'; script-src https: 'unsafe-inline'; "
    "style-src https: 'unsafe-inline'; font-src https:; img-src https: data:; worker-src blob:; "
    "frame-ancestors 'none'"
)
"""What FastAPI's pages need: they load their scripts from a public host."""


def documentation_routes(document: bytes, title: str) -> list[Route]:
    """`/openapi.json`, which is `document` byte for byte, `/docs` and `/redoc`."""

    async def openapi(_: Request) -> Response:
        return Response(document, media_type="application/json")

    async def docs(_: Request) -> Response:
        page = get_swagger_ui_html(openapi_url=PATH, title=title)
        page.headers["content-security-policy"] = _POLICY
        return page

    async def redoc(_: Request) -> Response:
        page = get_redoc_html(openapi_url=PATH, title=title)
        page.headers["content-security-policy"] = _POLICY
        return page

    return [Route(PATH, openapi), Route("/docs", docs), Route("/redoc", redoc)]
