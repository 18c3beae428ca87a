"""One call, ready to be sent as often as it takes."""

import platform
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final, TypeVar
from urllib.parse import quote

import httpx2

from ..errors import ApiError, ConnectionFailed, TimedOut
from ..model import UNSET
from ..operation import Operation
from .bodies import Written, count, write
from .credentials import Shown
from .options import CallOptions
from .parameters import cookie_pairs, header_text, path_text, query_pairs, query_string
from .retries import Retries, is_idempotent, log_own_retries

T = TypeVar("T")
_NEVER_MADE: Final = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
)
_ELSEWHERE: Final = ("", ".", "..")


@dataclass(slots=True)
class PreparedCall:
    """`can_repeat` is known for the body once it has been written."""

    operation: Operation[Any]
    url: str
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    write: Callable[[], Written]
    options: CallOptions
    retries: Retries
    can_repeat: bool
    body_can_repeat: bool = True
    opened: tuple[IO[bytes], ...] = ()

    def request(
        self, build: Callable[..., httpx2.Request], shown: Shown, timeout: float | None, agent: str
    ) -> httpx2.Request:
        """Build a fresh request with these credentials."""
        written = self.write()
        self.body_can_repeat, self.opened = written.can_repeat, written.opened
        headers = {"user-agent": agent, **self.headers, **dict(shown.headers)}
        is_multipart = "files" in written.options
        if written.content_type is not None and not is_multipart:
            headers["content-type"] = written.content_type
        if written.size is not None:
            headers["content-length"] = str(written.size)
        cookies = [*self.cookies, *(f"{name}={value}" for name, value in shown.cookies)]
        if cookies:
            headers["cookie"] = "; ".join(cookies)
        url = self.url
        for name, value in shown.query:
            url += f"{'&' if '?' in url else '?'}{quote(name, safe='')}={quote(value, safe='')}"
        request = build(
            self.operation.method, url, headers=headers, timeout=timeout, **written.options
        )
        request.method = self.operation.method  # whose case counts; httpx2 writes capitals
        if is_multipart and written.content_type is not None:  # httpx2 knows of forms alone
            boundary = request.headers["content-type"].partition(";")[2]
            request.headers["content-type"] = f"{written.content_type};{boundary}"
        if self.options.on_progress is not None:
            count(request, self.options.on_progress)
        return request

    def close(self) -> None:
        """Close the files that an attempt has opened."""
        for file in self.opened:
            file.close()

    def repeat(self, once: Callable[[], T]) -> T:
        """Return what the first attempt to succeed returns; only a failure needs stamina."""
        try:
            return once()
        except ApiError as error:
            met: ApiError | None = error
        for attempt in self.retries.context(self.wait):
            with attempt:
                if met is not None:
                    first, met = met, None
                    raise first
                return once()
        raise AssertionError("the last attempt returns or raises")

    async def arepeat(self, once: Callable[[], Awaitable[T]]) -> T:
        """Do the same with an asynchronous attempt."""
        try:
            return await once()
        except ApiError as error:
            met: ApiError | None = error
        async for attempt in self.retries.context(self.wait):
            with attempt:
                if met is not None:
                    first, met = met, None
                    raise first
                return await once()
        raise AssertionError("the last attempt returns or raises")

    def wait(self, error: Exception) -> bool | float:
        """Answer stamina: whether to try again, and when."""
        wait = self.retries.wait(error, can_repeat=self.can_repeat)
        if wait is False or not self.body_can_repeat:
            return False
        log_own_retries()
        return wait


def prepare(
    operation: Operation[Any],
    arguments: Mapping[str, Any],
    body: Any,
    base_url: str,
    options: CallOptions,
    *,
    retries: Retries,
) -> PreparedCall:
    """Write the arguments where they belong."""
    path, cookies = operation.path, list[str]()
    query: list[str] = []
    headers = {"accept": operation.accept}
    for parameter in operation.parameters:
        value = arguments.get(parameter.argument, UNSET)
        if value is UNSET:
            continue
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", path_text(parameter, value))
        elif parameter.location == "query":
            query += [f"{name}={text}" for name, text in query_pairs(parameter, value)]
        elif parameter.location == "querystring":
            query.append(query_string(parameter, value))
        elif parameter.location == "header":
            headers[parameter.name.lower()] = header_text(parameter, value)
        else:
            cookies += cookie_pairs(parameter, value)
    headers |= {name.lower(): value for name, value in options.headers.items()}
    if options.idempotency_key is not None:
        headers["idempotency-key"] = options.idempotency_key
    if path is not operation.path:
        _check_segments(operation, path)
    url = base_url + path
    if query:
        url += "?" + "&".join(query)
    return PreparedCall(
        operation=operation,
        url=url,
        headers=headers,
        cookies=tuple(cookies),
        write=write(operation, body, options.part_headers),
        options=options,
        retries=retries,
        can_repeat=is_idempotent(operation.method) or options.idempotency_key is not None,
    )


def _check_segments(operation: Operation[Any], path: str) -> None:
    """Refuse what would lead to another operation: URLs resolve dots as file systems do."""
    for declared, written in zip(operation.path.split("/"), path.split("/"), strict=False):
        if "{" in declared and written in _ELSEWHERE:
            raise ValueError(f"{operation.id}: {declared} may not be {written!r} in a path")


def failed(error: httpx2.RequestError) -> ConnectionFailed:
    """Return our error for one of httpx2's."""
    made = not isinstance(error, _NEVER_MADE)
    if isinstance(error, httpx2.TimeoutException):
        return TimedOut(f"no answer in time ({type(error).__name__})", was_sent=made)
    reason = str(error) or type(error).__name__
    return ConnectionFailed(f"no answer: {reason}", was_sent=made)


def user_agent(product: str) -> str:
    """Return the `User-Agent`: `users-service/0.1.0 Python/3.11.7 httpx2/2.16.2`."""
    return f"{product} Python/{platform.python_version()} httpx2/{httpx2.__version__}"
