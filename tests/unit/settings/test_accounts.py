import pytest
from pydantic import ValidationError

from impl.settings import Settings, read_settings
from tests.unit.settings.strong import STRONG


def load() -> Settings:
    return Settings(_env_file=None)


@pytest.mark.parametrize(
    "weak",
    [
        "jwt-secret-key-for-development-only",
        "a" * 32,
        "abcdefgh" * 5,
        "a-string-secret-at-least-256-bits-long",
        "0123456789abcdef" * 2,
        STRONG["CURSOR_SECRET"],
    ],
)
@pytest.mark.parametrize("name", ["JWT_SECRET_KEY", "JWT_RETIRING_KEYS", "PASSWORD_PEPPER"])
def test_a_key_that_others_know_neither_signs_nor_verifies(
    production: pytest.MonkeyPatch, name: str, weak: str
) -> None:
    older = STRONG["JWT_SECRET_KEY"][::-1]
    production.setenv(name, f"{older} {weak}" if name == "JWT_RETIRING_KEYS" else weak)
    with pytest.raises(ValidationError, match="make one with") as error:
        load()
    assert name in str(error.value)
    assert weak not in str(error.value)


def test_secrets_have_to_differ(production: pytest.MonkeyPatch) -> None:
    production.setenv("CURSOR_SECRET", STRONG["PASSWORD_PEPPER"])
    with pytest.raises(ValidationError, match=r"CURSOR_SECRET and PASSWORD_PEPPER .* differ"):
        load()


def test_production_takes_no_cheap_hash(
    production: pytest.MonkeyPatch,
) -> None:
    production.setenv("PASSWORD_HASH_COST", "9")
    with pytest.raises(ValidationError, match="PASSWORD_HASH_COST: at least 10"):
        load()


def test_a_shared_secret_is_not_needed_where_none_signs(
    production: pytest.MonkeyPatch,
) -> None:
    production.setenv("JWT_ALGORITHM", "ES256")
    production.setenv("JWT_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----")
    production.delenv("JWT_SECRET_KEY")
    assert load().jwt_algorithm == "ES256"


def test_one_line_lists_all_that_is_wrong(
    production: pytest.MonkeyPatch,
) -> None:
    production.delenv("DATABASE_URL")
    production.setenv("REDIS_URL", "http://:tell-nobody@cache")
    production.setenv("JWT_SECRET_KEY", "tell-nobody")
    production.setenv("PASSWORD_PEPPER", STRONG["CURSOR_SECRET"])
    production.setenv("PASSWORD_HASH_COST", "9")
    production.setenv("RATE_LIMITS_ENABLED", "false")
    production.setenv("REDIS_PATIENCE", "3")
    production.setenv("LOG_LEVEL", "LOUD")
    with pytest.raises(SystemExit) as stopped:
        read_settings(Settings)
    line = str(stopped.value)
    assert "\n" not in line
    assert "tell-nobody" not in line
    for name in ("DATABASE_URL", "REDIS_URL", "JWT_SECRET_KEY", "PASSWORD_HASH_COST"):
        assert name in line
    for name in ("RATE_LIMITS_ENABLED", "REDIS_PATIENCE", "LOG_LEVEL", "CURSOR_SECRET and PASS"):
        assert name in line
    assert line.count("make one with") == 1
