"""What a client shows to be let in: one credential for each security scheme that it uses."""

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from weakref import WeakKeyDictionary

from ..operation import Operation

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Lock


@dataclass(frozen=True, slots=True)
class Basic:
    """A user name and a password, for HTTP Basic authentication."""

    username: str
    password: str = field(repr=False)


class Tokens:
    """An access token, and the refresh token that gets the next pair.

    One refresh serves all calls that meet the same worn-out token, and `on_tokens` is called with
    the new pair before any of them goes on: a refresh token may work only once, so store it there.
    """

    def __init__(
        self,
        access: str,
        refresh: str | None = None,
        *,
        on_tokens: Callable[["Tokens"], object] | None = None,
    ) -> None:
        self.access = access
        self.refresh = refresh
        self.on_tokens = on_tokens
        self.lock = threading.Lock()
        self._turns = WeakKeyDictionary["AbstractEventLoop", "Lock"]()

    def turn(self) -> "Lock":
        """Return the lock of the running loop: all its clients that have the tokens share it."""
        from asyncio import Lock, get_running_loop  # noqa: PLC0415  only what is asynchronous

        loop = get_running_loop()
        if loop not in self._turns:
            self._turns[loop] = Lock()
        return self._turns[loop]

    def replace(self, access: str, refresh: str | None) -> None:
        """Take the next pair; a service that answers no refresh token lets the old one live."""
        self.access = access
        self.refresh = refresh or self.refresh

    def __repr__(self) -> str:
        return "Tokens(...)"


Credential: TypeAlias = str | Basic | Tokens


@dataclass(frozen=True, slots=True)
class Scheme:
    """Where a credential goes: `name` is that of the header, parameter or cookie."""

    kind: Literal["bearer", "basic", "header", "query", "cookie"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Refresh:
    """The operation that gets the next tokens, and the member of its body for the refresh token."""

    operation: Operation[Any]
    member: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The credentials of one request."""

    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    tokens: Tokens | None = None
    access: str = ""


NOTHING = Shown()


class Credentials:
    """Those that a client was given, by the names of the schemes."""

    def __init__(
        self, schemes: Mapping[str, Scheme], given: Mapping[str, Credential | None]
    ) -> None:
        self._schemes = schemes
        self._given = {name: each for name, each in given.items() if each is not None}

    def shown(self, security: tuple[tuple[str, ...], ...]) -> Shown:
        """Return what the first alternative that can be met needs; nothing where none can."""
        for alternative in security:
            if all(name in self._given for name in alternative):
                return self._of(alternative)
        return NOTHING

    def _of(self, names: tuple[str, ...]) -> Shown:
        places: dict[str, list[tuple[str, str]]] = {"header": [], "query": [], "cookie": []}
        tokens, access = None, ""
        for name in names:
            scheme, credential = self._schemes[name], self._given[name]
            if isinstance(credential, Tokens):
                tokens, access = credential, credential.access
                credential = access
            if scheme.kind in ("bearer", "basic"):
                places["header"].append(("authorization", _authorization(credential)))
            else:
                is_header = scheme.kind == "header"
                place = scheme.name.lower() if is_header else scheme.name
                places[scheme.kind].append((place, str(credential)))
        return Shown(
            tuple(places["header"]),
            tuple(places["query"]),
            tuple(places["cookie"]),
            tokens,
            access,
        )


def _authorization(credential: str | Basic) -> str:
    if isinstance(credential, str):
        return f"Bearer {credential}"
    pair = f"{credential.username}:{credential.password}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"
