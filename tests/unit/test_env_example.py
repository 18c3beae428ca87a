"""`.env.example` and the settings say the same."""

import io
import re
from secrets import token_urlsafe

import pytest
from dotenv import dotenv_values

from impl.settings import Settings
from tests.service import ROOT

LINES = (ROOT / ".env.example").read_text().splitlines()
ASSIGNMENT = re.compile(r"# ([A-Z_]+)=(.*)")
SHOWN = {match[1]: match[2] for line in LINES if (match := ASSIGNMENT.fullmatch(line))}

NO_DEFAULT = {
    "CURSOR_SECRET",  # made anew for each deployment
    *("JWT_SECRET_KEY", "PASSWORD_PEPPER"),  # feature: accounts
    "WEBHOOK_SECRET_KEY",  # feature: webhooks
    "DATABASE_URL",  # of the private server that `task dev` starts
    "DOCUMENTATION",  # it depends on the environment
    *("METRICS_PORT", "OTEL_EXPORTER_OTLP_ENDPOINT"),  # off
    "PWNED_PASSWORDS_URL",  # off  # feature: accounts
    "CORS_ORIGINS",  # the default is none, which is no example of how to write one
}
"""What the file shows something else for."""

SECRETS = {
    "cursor_secret": token_urlsafe(48),
    "jwt_secret_key": token_urlsafe(48),  # feature: accounts
    "password_pepper": token_urlsafe(48),  # feature: accounts
    "webhook_secret_key": token_urlsafe(48),  # feature: webhooks
}


def test_it_shows_every_setting_and_no_other() -> None:
    assert SHOWN.keys() == {name.upper() for name in Settings.model_fields}


def test_it_shows_each_once() -> None:
    assert len(SHOWN) == sum(ASSIGNMENT.fullmatch(line) is not None for line in LINES)


@pytest.mark.parametrize("name", SHOWN)
def test_a_sentence_stands_above_each(name: str) -> None:
    (number,) = [number for number, line in enumerate(LINES) if re.match(rf"# {name}=", line)]
    above = LINES[number - 1]
    assert above.startswith("# ")
    assert not ASSIGNMENT.fullmatch(above)
    assert above.endswith((".", ";", ","))


@pytest.mark.parametrize("name", sorted(SHOWN.keys() - NO_DEFAULT))
def test_it_shows_the_default(name: str) -> None:
    field = name.lower()
    shown = Settings(_env_file=None, **{"environment": "development", field: SHOWN[name]})
    assert getattr(shown, field) == Settings.model_fields[field].default


def test_all_of_it_together_is_valid() -> None:
    text = "\n".join(f"{name}={value}" for name, value in SHOWN.items())
    values = {
        name.lower(): value for name, value in dotenv_values(stream=io.StringIO(text)).items()
    }
    values |= {"environment": "production"} | SECRETS
    assert Settings(_env_file=None, **values).environment == "production"
