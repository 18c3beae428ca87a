"""nginx's second file: TLS and HTTP/2, with a certificate that is made here."""

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scripts.stack.engine import find_engine
from tests.infra.containers.nginx.server import own_nginx
from tests.infra.containers.stack import Stack

pytestmark = pytest.mark.infra


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "server.crt").write_bytes(certificate.public_bytes(pem))
    (folder / "server.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )


def for_version(stack: Stack, text: str) -> str:
    """The stand-in's nginx may be older than `http2 on`, which 1.25.1 brought."""
    found = re.search(r"nginx/(\d+)\.(\d+)", stack.inside("nginx", "nginx", "-v"))
    assert found is not None
    if (int(found[1]), int(found[2])) >= (1, 26):
        return text
    text = re.sub(r"\n *http2 on;", "", text)
    return re.sub(r"listen 8443 ssl", "listen 8443 ssl http2", text)


@pytest.fixture(scope="module")
def port(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of an nginx that serves the stack by TLS, beside the stack's own."""

    def certify(configuration: Path) -> None:
        make_certificate(configuration / "certificates")
        file = configuration / "tls.conf"
        file.write_text(for_version(stack, file.read_text()))

    folder = tmp_path_factory.mktemp("tls")
    with own_nginx(stack, folder, certify, "compose.tls.yml", listens=8443) as port:
        yield port


def connect(port: int, *protocols: str, version: ssl.TLSVersion | None = None) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # it was signed by nobody
    context.set_alpn_protocols(list(protocols))
    if version is not None:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # so that it is the server who refuses
        context.minimum_version = context.maximum_version = version
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    return context.wrap_socket(plain, server_hostname="localhost")


def test_http_1_is_served_and_knows_its_scheme(port: int) -> None:
    with connect(port, "http/1.1") as connection:
        connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"strict-transport-security" in answer.lower()


def test_http_2_is_offered(port: int) -> None:
    with connect(port, "h2", "http/1.1") as connection:
        assert connection.selected_alpn_protocol() == "h2"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl speaks HTTP/2 here")
@pytest.mark.parametrize(
    ("host", "status"), [("localhost", "200"), ("evil.example", "421")], ids=["known", "unknown"]
)
def test_http_2_is_spoken(port: int, host: str, status: str) -> None:
    written = "%{http_version} %{http_code}"
    command = ["curl", "-sk", "--http2", "-o", "/dev/null", "-w", written]
    command += ["-H", f"Host: {host}", f"https://localhost:{port}/livez"]
    assert subprocess.check_output(command, text=True) == f"2 {status}"


def test_plain_requests_are_told_to_use_tls(stack: Stack, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_old_versions_are_refused(port: int) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        connect(port, "http/1.1", version=ssl.TLSVersion.TLSv1_1)


@pytest.mark.parametrize("override", ["dev", "tls"])
def test_the_overrides_fit_the_compose_file(stack: Stack, override: str) -> None:
    found = find_engine([override]).compose("config", quiet=True).stdout
    nginx = yaml.safe_load(found)["services"]["nginx"]["command"]
    api = yaml.safe_load(found)["services"]["api-1"]["command" if override == "dev" else "image"]
    assert any("tls.conf" in word for word in nginx) == (override == "tls")
    assert ("--reload" in api) == (override == "dev")
