"""A REDIS_URL with TLS against a real redis-server that takes nothing else."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import ValidationError

from impl.settings import Settings
from impl.storage.redis.client import check_redis, create_redis
from impl.storage.redis.pipeline import Pipeline
from tests.service import settings_for

SERVER, OPENSSL = shutil.which("redis-server"), shutil.which("openssl")
pytestmark = [
    pytest.mark.skipif(SERVER is None, reason="needs redis-server: apt-get install redis-server"),
    pytest.mark.skipif(OPENSSL is None, reason="needs openssl: apt-get install openssl"),
]


class Tls(NamedTuple):
    port: int
    certificates: Path

    def settings(self, parameters: str, host: str = "localhost") -> Settings:
        parameters = parameters.format(folder=self.certificates)
        url = f"rediss://{host}:{self.port}/0?{parameters}"
        return settings_for("postgresql://unused/x", url, redis_timeout=5.0)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tls]:
    """A server whose certificate is of `localhost`, and who asks clients for one of theirs."""
    folder = tmp_path_factory.mktemp("tls")
    for name in ("server", "stranger"):
        sign(folder, name)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *(str(SERVER), "--port", "0", "--tls-port", f"{port}", "--bind", "127.0.0.1"),
        *("--tls-cert-file", "server.crt", "--tls-key-file", "server.key"),
        *("--tls-ca-cert-file", "server.crt", "--tls-auth-clients", "yes", "--save", ""),
    ]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if not any("Ready to accept connections" in line for line in process.stdout):
            pytest.skip("this redis-server has no TLS")
        yield Tls(port, folder)
        process.terminate()


def sign(folder: Path, name: str) -> None:
    subprocess.run(
        [
            *(str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"),
        ],
        capture_output=True,
        check=True,
    )


OURS = "ssl_certfile={folder}/server.crt&ssl_keyfile={folder}/server.key"


@pytest.mark.parametrize(
    ("host", "parameters"),
    [
        ("localhost", f"ssl_ca_certs={{folder}}/server.crt&{OURS}"),
        ("127.0.0.1", f"ssl_ca_certs={{folder}}/server.crt&ssl_check_hostname=false&{OURS}"),
        ("127.0.0.1", f"ssl_cert_reqs=none&{OURS}"),
        ("localhost", f"ssl_ca_certs={{folder}}/server.crt&ssl_min_version=772&{OURS}"),
    ],
    ids=["verified", "another name", "unverified", "TLS 1.3"],
)
async def test_client_and_pipeline_speak_tls(tls: Tls, host: str, parameters: str) -> None:
    client = create_redis(tls.settings(parameters, host))
    await check_redis(client, "tls:")
    pipeline = Pipeline(client.connection_pool.make_connection(), 5)
    answers = await asyncio.gather(*(pipeline.send(5, "ECHO", f"{n}") for n in range(50)))
    assert answers == [b"%d" % number for number in range(50)]
    await pipeline.close()
    await client.aclose()


@pytest.mark.parametrize(
    ("host", "parameters", "reason"),
    [
        ("localhost", OURS, "self-signed certificate"),
        ("localhost", f"ssl_ca_certs={{folder}}/stranger.crt&{OURS}", "certificate verify failed"),
        ("127.0.0.1", f"ssl_ca_certs={{folder}}/server.crt&{OURS}", "IP address mismatch"),
    ],
    ids=["no authority", "another authority", "another name"],
)
async def test_a_server_that_cannot_be_verified_is_away_and_the_reason_is_said(
    tls: Tls, host: str, parameters: str, reason: str
) -> None:
    client = create_redis(tls.settings(parameters, host))
    with pytest.raises(Exception, match=reason):
        await check_redis(client, "tls:")
    await client.aclose()


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ("ssl_ca_certs=/no/such.pem", "ssl_ca_certs names no file: /no/such.pem"),
        ("ssl_keyfile=/no/such.key", "ssl_keyfile names no file: /no/such.key"),
        ("ssl_ca_certs={folder}/server.key", "its TLS parameters cannot be used"),
        ("ssl_certfile={folder}/server.crt&ssl_keyfile={folder}/stranger.key", "cannot be used"),
        ("ssl_cert_reqs=sometimes", "its TLS parameters cannot be used: .*sometimes"),
        ("sslrootcert=/a.pem", "'sslrootcert', which is not known; write ssl_ca_certs"),
    ],
)
def test_what_cannot_be_used_is_refused_at_the_start(
    tls: Tls, parameters: str, reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        tls.settings(parameters)
