import re
from collections.abc import Callable
from secrets import token_hex, token_urlsafe

import pytest
from pydantic import ValidationError

from impl.settings import DatabaseSettings, Settings, read_settings
from impl.settings.secret import is_guessable
from impl.settings.urls.postgresql import postgresql_address
from tests.unit.settings.strong import STRONG

SECRETS = [name for name in STRONG if not name.endswith("_URL")]


def load() -> Settings:
    return Settings(_env_file=None)


def test_development_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENVIRONMENT", *STRONG):
        monkeypatch.delenv(name, raising=False)
    assert load().environment == "development"


def test_production_takes_what_is_strong(production: pytest.MonkeyPatch) -> None:
    assert load().cursor_secret.get_secret_value() == STRONG["CURSOR_SECRET"]


@pytest.mark.parametrize("name", STRONG)
@pytest.mark.parametrize("environment", ["production", "test"])
def test_outside_development_each_must_be_set(
    production: pytest.MonkeyPatch, name: str, environment: str
) -> None:
    production.setenv("ENVIRONMENT", environment)
    production.delenv(name)
    with pytest.raises(ValidationError, match=f"set {name}"):
        load()


@pytest.mark.parametrize("name", SECRETS)
def test_a_short_secret_is_refused_with_a_cure(production: pytest.MonkeyPatch, name: str) -> None:
    production.setenv(name, "k" * 31)
    with pytest.raises(ValidationError, match="at least 32 bytes; make one with") as error:
        load()
    assert name.lower() in str(error.value)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("environment", ["production", "test"])
def test_a_secret_that_is_easy_to_guess_is_refused(
    production: pytest.MonkeyPatch, name: str, environment: str
) -> None:
    production.setenv("ENVIRONMENT", environment)
    production.setenv(name, "secret" * 10)
    with pytest.raises(ValidationError, match=f"{name} is easy to guess; make one with"):
        load()


@pytest.mark.parametrize("make", [lambda: token_hex(16), lambda: token_urlsafe(48)])
def test_a_random_secret_is_strong(make: Callable[[], str]) -> None:
    assert sum(is_guessable(make()) for _ in range(1000)) <= 1


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_servers_without_an_environment_are_refused(
    production: pytest.MonkeyPatch, name: str
) -> None:
    """Or a deployment that forgets ENVIRONMENT would run on secrets that are public."""
    production.delenv("ENVIRONMENT")
    production.delenv({"DATABASE_URL": "REDIS_URL", "REDIS_URL": "DATABASE_URL"}[name])
    with pytest.raises(ValidationError, match="set ENVIRONMENT"):
        load()
    production.setenv("ENVIRONMENT", "development")
    assert load().environment == "development"


def test_production_has_limits(production: pytest.MonkeyPatch) -> None:
    production.setenv("RATE_LIMITS_ENABLED", "false")
    with pytest.raises(ValidationError, match="RATE_LIMITS_ENABLED"):
        load()


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://app:tell@nobody:else/app"),
        ("REDIS_URL", "redis://:tell/nobody@cache:6379/0"),
    ],
)
def test_an_unreadable_url_is_refused_without_a_piece_of_it(
    production: pytest.MonkeyPatch, name: str, url: str
) -> None:
    production.setenv(name, url)
    with pytest.raises(ValidationError, match="cannot be read") as error:
        load()
    assert name.lower() in str(error.value)
    assert not any(piece in str(error.value) for piece in ("tell", "nobody", "else"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/app"),
        ("REDIS_URL", "http://cache"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "https://app.example.com/path"),
        ("CORS_ORIGINS", "https://*.example.com"),
        ("DATABASE_POOL_SIZE", "0"),
        ("REDIS_TIMEOUT", "0"),
        ("REDIS_PATIENCE", "0"),
        ("BREAKER_FAILURE_THRESHOLD", "0"),
        ("BREAKER_RECOVERY_SECONDS", "-1"),
        ("BREAKER_RECOVERY_SECONDS", "nan"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_what_cannot_work_is_refused(production: pytest.MonkeyPatch, name: str, value: str) -> None:
    production.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        load()


def test_no_request_waits_longer_than_a_command_may_take(production: pytest.MonkeyPatch) -> None:
    production.setenv("REDIS_PATIENCE", "0.3")
    with pytest.raises(ValidationError, match="no longer than REDIS_TIMEOUT"):
        load()


def test_the_breaker_is_set_from_the_environment(production: pytest.MonkeyPatch) -> None:
    production.setenv("BREAKER_FAILURE_THRESHOLD", "7")
    production.setenv("BREAKER_RECOVERY_SECONDS", "2.5")
    settings = load()
    assert (settings.breaker_failure_threshold, settings.breaker_recovery_seconds) == (7, 2.5)


def test_origins_are_separated_by_commas(production: pytest.MonkeyPatch) -> None:
    production.setenv("CORS_ORIGINS", "https://a.example.com, https://b.example.com")
    assert load().cors_origins == ("https://a.example.com", "https://b.example.com")


def test_secrets_do_not_show(production: pytest.MonkeyPatch) -> None:
    shown = repr(load())
    assert not any(secret in shown for secret in STRONG.values())


def test_a_refused_secret_does_not_show(production: pytest.MonkeyPatch) -> None:
    production.setenv("CURSOR_SECRET", "tell-nobody")
    with pytest.raises(ValidationError) as error:
        load()
    assert "tell-nobody" not in str(error.value)


def test_one_line_names_every_fault(production: pytest.MonkeyPatch) -> None:
    production.delenv("DATABASE_URL")
    production.setenv("CURSOR_SECRET", "tell-nobody")
    production.setenv("REDIS_PATIENCE", "3")
    with pytest.raises(SystemExit) as stopped:
        read_settings(Settings)
    line = str(stopped.value)
    assert "\n" not in line
    assert "tell-nobody" not in line
    assert all(name in line for name in ("DATABASE_URL", "CURSOR_SECRET", "REDIS_PATIENCE"))


def test_a_misspelt_environment_is_as_strict_as_production(
    production: pytest.MonkeyPatch,
) -> None:
    production.setenv("ENVIRONMENT", "prod")
    production.delenv("CURSOR_SECRET")
    with pytest.raises(SystemExit, match=r"ENVIRONMENT: .*'production'.*; set CURSOR_SECRET"):
        read_settings(Settings)


def test_a_migration_needs_the_database_alone(production: pytest.MonkeyPatch) -> None:
    for name in STRONG.keys() - {"DATABASE_URL"}:
        production.delenv(name)
    settings = read_settings(DatabaseSettings)
    assert settings.database_url.get_secret_value() == STRONG["DATABASE_URL"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@h/db?sslmode=verify-full&sslrootcert=/ca.pem",
        "postgres://u:p@h/db?channel_binding=require&sslmode=require&connect_timeout=5",
        "postgresql+asyncpg://u:p@h1:5432,h2:5433/db?target_session_attrs=read-write",
        "postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/db?application_name=a&options=-c%20jit%3Doff",
        "postgresql:///db?host=/var/run/postgresql&user=u&pgbouncer=true",
        " postgresql://u:p@[2001:db8::1]:5432/db\n",
        "postgresql://u:p%40%3A%2F%25w@h/db",
    ],
)
def test_the_urls_of_libpq_and_of_providers_are_read(
    production: pytest.MonkeyPatch, url: str
) -> None:
    production.setenv("DATABASE_URL", url)
    address = postgresql_address(load().database_url.get_secret_value())
    assert address.dsn.startswith("postgresql:")
    for ignored in ("channel_binding", "connect_timeout", "pgbouncer"):
        assert ignored not in address.dsn
    assert address.connect_timeout == (5.0 if "connect_timeout" in url else None)


@pytest.mark.parametrize(
    ("name", "url", "cure"),
    [
        ("DATABASE_URL", "postgresql://u:tell@h/db?ssl=true", "'ssl', which is not known; write"),
        ("DATABASE_URL", "postgresql://u:tell@h/db?sslmode=on", "write sslmode as one of"),
        ("DATABASE_URL", "postgresql://u:tell@h/db?statement_cache=0", "'statement_cache'"),
        ("DATABASE_URL", "postgresql://u:tell@h/db?connect_timeout=soon", "whole seconds"),
        ("REDIS_URL", "redis://:tell@h/0?foo=bar", "'foo', which is not known; remove it"),
        ("REDIS_URL", "redis://:tell@h/0?ssl_cert_reqs=none", "of TLS; write rediss://"),
        ("REDIS_URL", "redis://:tell@h/0?tls=true", "'tls', which is not known; write rediss://"),
        ("REDIS_URL", "redis://:tell@h/0?socket_timeout=60", "not known; set REDIS_TIMEOUT"),
        ("REDIS_URL", "redis://:tell@h/0?decode_responses=1", "which is not known; remove it"),
    ],
)
def test_a_parameter_that_is_not_known_is_refused_by_name(
    production: pytest.MonkeyPatch, name: str, url: str, cure: str
) -> None:
    production.setenv(name, url)
    with pytest.raises(ValidationError, match=re.escape(cure)) as error:
        load()
    assert "tell" not in str(error.value)


def test_white_space_around_a_url_is_no_part_of_it(production: pytest.MonkeyPatch) -> None:
    production.setenv("REDIS_URL", "redis://cache:6379/0\n")
    assert load().redis_url.get_secret_value() == "redis://cache:6379/0"


@pytest.mark.parametrize(
    "name",
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "PWNED_PASSWORDS_URL",  # feature: accounts
    ],
)
def test_an_empty_url_of_another_service_is_none(production: pytest.MonkeyPatch, name: str) -> None:
    production.setenv(name, "")
    assert getattr(read_settings(Settings), name.lower()) is None
    production.setenv(name, "no url")
    with pytest.raises(SystemExit, match=name):
        read_settings(Settings)
