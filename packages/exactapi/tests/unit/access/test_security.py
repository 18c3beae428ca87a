import re
from base64 import b64encode
from typing import Any

import pytest
from structlog.testing import capture_logs

from exactapi.access.context import RequestContext
from exactapi.access.credentials import Credentials
from exactapi.access.ports import Principal
from exactapi.access.security import not_implemented
from exactapi.options import ConfigurationError, ContractOptions

BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
HEADER_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
QUERY_KEY = {"type": "apiKey", "in": "query", "name": "key"}
COOKIE_KEY = {"type": "apiKey", "in": "cookie", "name": "session"}
MUTUAL_TLS = {"type": "mutualTLS"}
SCHEMES = {
    "bearer": BEARER,
    "basic": BASIC,
    "header": HEADER_KEY,
    "query": QUERY_KEY,
    "cookie": COOKIE_KEY,
    "oauth": {"type": "oauth2", "flows": {}},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://id.test/"},
    "digest": {"type": "http", "scheme": "digest"},
}


async def who(context: RequestContext, **_arguments: Any) -> str | None:
    return context.principal and context.principal.subject


@pytest.fixture
def secured(service: Any) -> Any:
    """Adds `GET /` with the given alternatives and a verifier for each of their schemes."""

    def add(*alternatives: dict[str, tuple[str, ...]]) -> Any:
        used = {name for alternative in alternatives for name in alternative}
        service.secure(**{name: SCHEMES[name] for name in used})
        service.add("GET", "/", who, security=alternatives)
        return service

    return add


async def test_a_verifier_sees_the_request(service: Any) -> None:
    async def verify(credentials: Credentials, context: RequestContext) -> Principal:
        return Principal(f"{credentials.value} at {context.headers['place']}")

    service.secure(verify, bearer=BEARER)
    service.add("GET", "/", who, security=({"bearer": ()},))
    headers = {"Authorization": "Bearer ada", "Place": "home"}
    assert (await service.request("GET", "/", headers=headers)).json() == "ada at home"


def basic(text: str) -> str:
    return "Basic " + b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("scheme", "request_options"),
    [
        ("bearer", {"headers": {"Authorization": "Bearer ada"}}),
        ("bearer", {"headers": {"Authorization": "bEARER  ada"}}),
        ("oauth", {"headers": {"Authorization": "Bearer ada"}}),
        ("openid", {"headers": {"Authorization": "Bearer ada"}}),
        ("digest", {"headers": {"Authorization": "Digest ada"}}),
        ("header", {"headers": {"x-key": "ada"}}),
        ("query", {"params": {"key": "ada"}}),
        ("cookie", {"headers": {"Cookie": "other=1; session=ada"}}),
    ],
)
async def test_each_kind_of_scheme_is_read(
    secured: Any, scheme: str, request_options: dict[str, Any]
) -> None:
    service = secured({scheme: ()})
    response = await service.request("GET", "/", **request_options)
    assert (response.status_code, response.json()) == (200, "ada")
    assert (await service.request("GET", "/")).status_code == 401


@pytest.mark.parametrize(
    ("scheme", "request_options", "said"),
    [
        ("bearer", {"headers": {"Authorization": "Bearer XaX"}}, "http XaX"),
        ("basic", {"headers": {"Authorization": "Basic WDpY"}}, "http WDpY"),
        ("digest", {"headers": {"Authorization": "Digest XaX"}}, "http XaX"),
        ("oauth", {"headers": {"Authorization": "Bearer XaX"}}, "oauth2 XaX"),
        ("openid", {"headers": {"Authorization": "Bearer XaX"}}, "openIdConnect XaX"),
        ("header", {"headers": {"x-key": "XaX"}}, "apiKey XaX"),
        ("query", {"params": {"key": "XaX"}}, "apiKey XaX"),
        ("cookie", {"headers": {"Cookie": "session=XaX"}}, "apiKey XaX"),
        ("tls", {"headers": {"X-Client-Certificate": "XaX"}}, "mutualTLS XaX"),
    ],
)
async def test_a_verifier_is_told_the_scheme_its_type_and_what_was_sent(
    service: Any, scheme: str, request_options: dict[str, Any], said: str
) -> None:
    async def verify(credentials: Credentials, _context: RequestContext) -> Principal:
        return Principal(f"{credentials.scheme}: {credentials.type} {credentials.value}")

    service.options = ContractOptions(mutual_tls_header="X-Client-Certificate")
    service.secure(verify, **{scheme: {**SCHEMES, "tls": MUTUAL_TLS}[scheme]})
    service.add("GET", "/", who, security=({scheme: ()},))
    response = await service.request("GET", "/", **request_options)
    assert response.json() == f"{scheme}: {said}"


async def test_a_scheme_whose_verifier_is_not_written_lets_nobody_in(service: Any) -> None:
    service.secure(not_implemented, header=HEADER_KEY)
    service.add("GET", "/", who, security=({"header": ()},))
    refused = await service.request("GET", "/")
    assert (refused.status_code, refused.json()["detail"]) == (401, "Credentials are needed.")
    assert (await service.request("GET", "/", headers={"X-Key": "ada"})).status_code == 501


async def test_who_has_shown_something_is_told_that_it_is_not_valid(service: Any) -> None:
    async def verify(_credentials: Credentials, _context: RequestContext) -> None:
        return None

    service.secure(verify, header=HEADER_KEY)
    service.add("GET", "/", who, security=({"header": ()},))
    refused = await service.request("GET", "/", headers={"X-Key": "ada"})
    assert refused.json()["detail"] == "The credentials are not valid."


async def test_basic_credentials_arrive_as_username_and_password(service: Any) -> None:
    async def verify(credentials: Any, _context: Any) -> Principal:
        return Principal(f"{credentials.username}|{credentials.password}")

    service.secure(verify, basic=BASIC)
    service.add("GET", "/", who, security=({"basic": ()},))
    headers = {"Authorization": basic("ada:pass:wörd")}
    assert (await service.request("GET", "/", headers=headers)).json() == "ada|pass:wörd"


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        basic("no colon"),
        "Basic /w==",
        basic("a:bc").rstrip("="),
        basic("a\0:b"),
        basic("a:b\n"),
        basic("a:\x7f"),
    ],
)
async def test_malformed_basic_credentials_are_401(secured: Any, header: str) -> None:
    response = await secured({"basic": ()}).request("GET", "/", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Basic realm="api", charset="UTF-8"'


async def test_without_credentials_the_challenge_names_no_error(secured: Any) -> None:
    response = await secured({"bearer": ("read",)}).request("GET", "/")
    assert response.status_code == 401
    assert response.headers.get_list("www-authenticate") == ['Bearer realm="api"']
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == 401


@pytest.mark.parametrize("token", ["bad", "two words", ""])
async def test_a_refused_token_is_called_invalid(secured: Any, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    response = await secured({"bearer": ()}).request("GET", "/", headers=headers)
    assert response.status_code == 401
    expected = 'Bearer realm="api", error="invalid_token"'
    assert response.headers["www-authenticate"] == expected


async def test_a_missing_scope_is_403_and_named(secured: Any) -> None:
    service = secured({"bearer": ("users:write", "users:read")})
    headers = {"Authorization": "Bearer ada:users:read"}
    response = await service.request("GET", "/", headers=headers)
    assert response.status_code == 403
    assert response.headers["www-authenticate"] == (
        'Bearer realm="api", error="insufficient_scope", scope="users:read users:write"'
    )


async def test_a_scope_may_hold_what_a_header_field_may_not(secured: Any) -> None:
    """The document's words are quoted, and what no field may hold is a question mark."""
    service = secured({"bearer": ('a"b\\c', "lire:\u00e9\u20ac")})
    response = await service.request("GET", "/", headers={"Authorization": "Bearer ada"})
    assert response.headers["www-authenticate"].endswith('scope="a\\"b\\\\c lire:??"')


async def test_every_scope_must_be_granted(secured: Any) -> None:
    service = secured({"bearer": ("read", "write")})
    granted = {"Authorization": "Bearer ada:write+read+more"}
    assert (await service.request("GET", "/", headers=granted)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer ada", "X-Key": "key"}, 200),
        ({"Authorization": "Bearer ada"}, 401),
        ({"X-Key": "key"}, 401),
        ({"Authorization": "Bearer ada", "X-Key": "bad"}, 401),
        ({"Authorization": "Bearer bad", "X-Key": "key"}, 401),
    ],
)
async def test_schemes_of_one_alternative_are_all_needed(
    secured: Any, headers: dict[str, str], status: int
) -> None:
    response = await secured({"bearer": (), "header": ()}).request("GET", "/", headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer ada:read"}, 200),
        ({"X-Key": "robot:sync"}, 200),
        ({"Authorization": "Bearer bad", "X-Key": "robot:sync"}, 200),
        ({"Authorization": "Bearer ada", "X-Key": "robot:sync"}, 200),
        ({"Authorization": "Bearer ada:sync"}, 403),
        ({"Authorization": "Bearer ada", "X-Key": "bad"}, 403),
        ({"X-Key": "bad"}, 401),
        ({}, 401),
    ],
)
async def test_one_alternative_is_enough(
    secured: Any, headers: dict[str, str], status: int
) -> None:
    service = secured({"bearer": ("read",)}, {"header": ("sync",)})
    assert (await service.request("GET", "/", headers=headers)).status_code == status


async def test_the_principal_is_that_of_the_first_alternative_that_holds(secured: Any) -> None:
    service = secured({"bearer": ("read",)}, {"header": ()})
    headers = {"Authorization": "Bearer ada", "X-Key": "robot"}
    assert (await service.request("GET", "/", headers=headers)).json() == "robot"


async def test_there_is_one_challenge_for_each_scheme(secured: Any) -> None:
    service = secured({"bearer": ()}, {"basic": (), "header": ()}, {"oauth": ()})
    response = await service.request("GET", "/")
    assert response.headers.get_list("www-authenticate") == [
        'Bearer realm="api"',
        'Basic realm="api", charset="UTF-8"',
        'ApiKey realm="api"',
    ]


@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        ({}, None),
        ({"Authorization": "Bearer ada"}, "ada"),
        ({"Authorization": "Bearer bad"}, None),
    ],
)
async def test_an_empty_alternative_makes_credentials_optional(
    secured: Any, headers: dict[str, str], subject: str | None
) -> None:
    response = await secured({}, {"bearer": ()}).request("GET", "/", headers=headers)
    assert (response.status_code, response.json()) == (200, subject)


@pytest.mark.parametrize(
    ("scheme", "headers", "query"),
    [
        ("bearer", [(b"authorization", b"Bearer ada")] * 2, b""),
        ("header", [(b"x-key", b"ada")] * 2, b""),
        ("cookie", [(b"cookie", b"session=ada; session=eve")], b""),
        ("query", [], b"key=ada&key=eve"),
    ],
)
async def test_credentials_given_twice_are_none(
    secured: Any, scheme: str, headers: Any, query: bytes
) -> None:
    start, _ = await secured({scheme: ()}).raw("GET", b"/", headers=headers, query=query)
    assert start["status"] == 401


async def test_a_header_of_another_scheme_is_no_credential(secured: Any) -> None:
    headers = {"Authorization": "Basic YTpi"}
    response = await secured({"bearer": ()}).request("GET", "/", headers=headers)
    assert response.headers["www-authenticate"] == 'Bearer realm="api"'


async def test_the_certificate_header_of_the_proxy_is_mutual_tls(service: Any) -> None:
    service.options = ContractOptions(mutual_tls_header="X-Client-Cert")
    service.secure(tls=MUTUAL_TLS)
    service.add("GET", "/", who, security=({"tls": ()},))
    headers = {"x-client-cert": "ada"}
    assert (await service.request("GET", "/", headers=headers)).json() == "ada"
    refused = await service.request("GET", "/")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'ClientCertificate realm="api"'


async def test_credentials_are_verified_once_for_all_alternatives(service: Any) -> None:
    seen = []

    async def verify(credentials: Any, _context: Any) -> Principal:
        seen.append(credentials.scheme)
        return Principal("ada", frozenset({"b"}))

    service.secure(verify, bearer=BEARER)
    service.add("GET", "/", who, security=({"bearer": ("a",)}, {"bearer": ("b",)}))
    headers = {"Authorization": "Bearer x"}
    assert (await service.request("GET", "/", headers=headers)).status_code == 200
    assert seen == ["bearer"]


async def test_a_verifier_whose_store_is_away_is_503_and_not_401(service: Any) -> None:
    async def verify(_credentials: Any, _context: Any) -> Principal:
        raise ConnectionRefusedError

    service.secure(verify, bearer=BEARER)
    service.add("GET", "/", who, security=({"bearer": ()},))
    response = await service.request("GET", "/", headers={"Authorization": "Bearer x"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "3")


async def test_nothing_is_read_or_handled_before_authorization(service: Any) -> None:
    handled = []

    async def handle(_context: Any, **_arguments: Any) -> None:
        handled.append(1)

    service.secure(bearer=BEARER)
    service.add("GET", "/", handle, security=({"bearer": ()},))
    assert (await service.request("GET", "/?unknown=1")).status_code == 401
    assert handled == []


def test_credentials_do_not_show_their_secrets() -> None:
    shown = repr(Credentials("basic", "http", "c2VjcmV0", "ada", "secret"))
    assert "secret" not in shown
    assert "c2VjcmV0" not in shown


async def test_operations_of_one_id_keep_their_own_requirements(service: Any) -> None:
    service.secure(bearer=BEARER)
    service.add("GET", "/secret", id="same", security=({"bearer": ()},))
    service.add("GET", "/public", id="same")
    assert (await service.request("GET", "/secret")).status_code == 401
    assert (await service.request("GET", "/public")).status_code == 200


def test_the_start_is_refused_without_a_verifier(service: Any) -> None:
    service.secure(bearer=BEARER, header=HEADER_KEY)
    service.add("GET", "/a", security=({"bearer": ()},))
    service.add("GET", "/b", security=({"bearer": (), "header": ()},))
    service.verifiers.clear()
    complaint = r"bearer \(used by GET /a, GET /b\).*header.*\. Pass verifiers=.* to ContractRoutes"
    with pytest.raises(ConfigurationError, match=complaint):
        _ = service.routes


def test_the_start_is_refused_for_a_scheme_that_the_document_lacks(service: Any) -> None:
    service.add("GET", "/", security=({"ghost": ()},))
    with pytest.raises(ConfigurationError, match=r"ghost .* is not in the document"):
        _ = service.routes


async def test_mutual_tls_without_a_trusted_header_lets_nothing_in(service: Any) -> None:
    service.secure(tls=MUTUAL_TLS)
    service.add("GET", "/", security=({"tls": ()},))
    with capture_logs() as logs:
        response = await service.request("GET", "/", headers={"X-Client-Cert": "CN=admin"})
    assert response.status_code == 401
    (entry,) = logs
    assert (entry["event"], entry["scheme"]) == ("mutual_tls_without_header", "tls")
    assert "ContractOptions.mutual_tls_header" in entry["cure"]


async def test_the_challenge_of_digest_can_be_answered(service: Any) -> None:
    """RFC 7616, section 3.3: a challenge without a nonce is of no use to a client."""
    service.secure(digest={"type": "http", "scheme": "digest"})
    service.add("GET", "/", security=({"digest": ()},))
    fields = [(await service.request("GET", "/")).headers["www-authenticate"] for _ in range(2)]
    for field in fields:
        assert re.fullmatch(
            r'digest realm="api", qop="auth", algorithm="SHA-256", nonce="[\w-]{22}"', field
        )
    assert fields[0] != fields[1]


def test_a_scheme_that_no_operation_uses_needs_no_verifier(service: Any) -> None:
    service.components["securitySchemes"] = {"bearer": BEARER}
    service.add("GET", "/")
    assert len(service.routes.routes) == 1


def test_a_scheme_of_no_known_type_stops_the_start(service: Any) -> None:
    service.secure(strange={"type": "handshake"})
    service.add("GET", "/", who, security=({"strange": ()},))
    words = "The security scheme strange has the type 'handshake', which OpenAPI lacks."
    with pytest.raises(ConfigurationError, match=words):
        service.app  # noqa: B018 - reading it binds the operations
