import pytest

from tests.unit.settings.strong import STRONG


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a well-configured production service."""
    monkeypatch.setenv("ENVIRONMENT", "production")
    for name, value in STRONG.items():
        monkeypatch.setenv(name, value)
    return monkeypatch
