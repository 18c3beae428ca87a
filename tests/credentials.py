"""Credentials for the tests that call every operation of the document."""

from impl.settings import Settings
from impl.storage import Database
from tests.tester import headers_of_tester  # feature: accounts


async def credentials(database: Database, settings: Settings) -> dict[str, str]:
    """Return headers that satisfy the security requirements of every operation.

    What the verifiers in impl/routers.py take belongs here.
    """
    headers: dict[str, str] = {}
    headers |= await headers_of_tester(database, settings)  # feature: accounts
    return headers
