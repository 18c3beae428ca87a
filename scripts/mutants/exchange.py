"""A request and its answer, between the server and the service, where either can be changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(slots=True)
class Request:
    """What a client sends; `query` has each pair, as it is decoded."""

    headers: dict[str, str]
    query: list[tuple[str, str]]
    body: bytes

    @property
    def members(self) -> dict[str, Any]:
        """Return the members of the body, if it is an object in JSON."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, members: object) -> None:
        self.body = json.dumps(members).encode()

    def asked(self, name: str) -> str | None:
        return next((value for each, value in self.query if each == name), None)

    def forget(self, name: str) -> None:
        self.query = [pair for pair in self.query if pair[0] != name]


@dataclass(slots=True)
class Answer:
    """What the service answers, after every check of its own."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    @property
    def value(self) -> Any:
        return json.loads(self.body)

    def write(self, value: object) -> None:
        self.body = json.dumps(value).encode()

    def set(self, **members: object) -> None:
        """Set members of a success that is an object."""
        if self.succeeded and self.body:
            self.write(self.value | members)

    def refuse(self, status: int) -> None:
        """Turn it into a problem that is right in itself."""
        self.status = status
        self.headers["content-type"] = "application/problem+json"
        self.write(
            {
                "type": "about:blank",
                "title": HTTPStatus(status).phrase,
                "status": status,
                "detail": "No.",
                "instance": f"urn:uuid:{self.headers['x-request-id']}",
                "errors": [],
            }
        )


Change = Callable[[Request, Answer | None], None]
"""Changes the request while there is no answer, and the answer then."""


class Changed:
    """ASGI middleware that changes the exchanges of the requests that `concerns` names."""

    def __init__(
        self, app: ASGIApp, *, concerns: Callable[[str, str], bool], change: Change
    ) -> None:
        self._app = app
        self._concerns = concerns
        self._change = change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._concerns(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(
            headers={name.decode(): value.decode("latin-1") for name, value in scope["headers"]},
            query=parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True),
            body=await _body(receive),
        )
        before = (list(request.query), request.body)
        self._change(request, None)
        if before[0] != request.query:
            scope["query_string"] = urlencode(request.query).encode()
        if before[1] != request.body:
            request.headers["content-length"] = str(len(request.body))
        scope["headers"] = [
            (name.encode(), value.encode("latin-1")) for name, value in request.headers.items()
        ]
        answer = await self._answer(scope, request.body)
        self._change(request, answer)
        if "content-length" in answer.headers:
            answer.headers["content-length"] = str(len(answer.body))
        fields = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, body: bytes) -> Answer:
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        start = messages[0]
        return Answer(
            status=start["status"],
            headers={name.decode(): value.decode("latin-1") for name, value in start["headers"]},
            body=b"".join(message.get("body", b"") for message in messages[1:]),
        )


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(parts)
