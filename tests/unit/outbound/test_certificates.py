"""Behind the guard, TLS still checks the certificate for the name that was asked for."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from impl.outbound.client import HTTPClient
from impl.outbound.errors import ConnectionFailed
from impl.outbound.guarded import GuardedBackend, guarded_transport
from tests.peer import running


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """A certificate of its own issuer for `hooks.example.com`, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("hooks.example.com")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("host", "is_right"), [("hooks.example.com", True), ("other.example.com", False)]
)
async def test_the_certificate_is_checked_for_the_name_not_the_address(
    certificates: Path, host: str, is_right: bool
) -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificates)
    client = ssl.create_default_context(cafile=str(certificates))

    async def here(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async with running("127.0.0.1", tls=server) as peer:
        backend = GuardedBackend(None, is_allowed=lambda _: True, resolve=here)
        http = HTTPClient(transport=guarded_transport(backend, ssl_context=client))
        url = f"https://{host}:{peer.url.rpartition(':')[2]}/"
        call = http.send("guarded", "GET", url, deadline=10, max_bytes=1000)
        if is_right:
            assert (await call).status == 200
        else:
            with pytest.raises(ConnectionFailed):
                await call
        await http.close()
        assert len(peer.requests) == is_right
