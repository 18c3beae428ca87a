"""How SDKs call themselves."""

from exactapi.generate.ir import Api
from exactapi.generate.python.names import snake_case
from exactapi.project.settings import Project


def distribution(project: Project, title: str) -> str:
    """Return the name that the project chooses, or one of the title: `users-service`."""
    return project.sdk_name or snake_case(title, "api").rstrip("_").replace("_", "-")


def product(project: Project, api: Api, version: str) -> str:
    """For `User-Agent`: `users-service/0.1.0 (API 0.1.0)`."""
    return f"{distribution(project, api.title)}/{version} (API {_comment(api.version)})"


def _comment(text: str) -> str:
    """Return what a comment there can hold (RFC 9110, section 5.6.5)."""
    return "".join(c if c.isascii() and c.isprintable() and c not in "()\\" else "_" for c in text)
