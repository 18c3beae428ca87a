"""What the tests of single modules need alike."""

import pytest


@pytest.fixture(autouse=True)
def _every_level_is_logged(every_level_is_logged: None) -> None:
    """Tests of what is logged shall not depend on the tests before them."""
