"""One walk through the whole API, for both clients of the Python SDK."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from scripts.accounts.identities import PASSWORD
from users_service import errors, models

ANOTHER_PASSWORD = "a better horse for the battery"


async def journey(client: Any, as_user: Callable[[Any, models.TokenPair], Any]) -> None:
    """Call every operation; `client` answers with awaitables.

    `as_user` makes the client of the one who has the tokens.
    """
    await client.health.get_liveness()
    await client.health.get_readiness()
    await client.health.get_startup()
    await client.auth.get_keys()
    await _sessions(client, as_user)
    admin = as_user(client, await _log_in(client, "admin@example.com", PASSWORD))
    await _users(admin)
    await _webhooks(admin)


async def _log_in(client: Any, email: str, password: str) -> models.TokenPair:
    pair: models.TokenPair = await client.auth.log_in(
        body=models.Credentials(email=email, password=password)
    )
    return pair


async def _sessions(client: Any, as_user: Callable[[Any, models.TokenPair], Any]) -> None:
    email = f"{uuid4()}@example.com"
    await client.auth.register(
        body=models.Registration(email=email, password=PASSWORD, full_name="Ada")
    )
    pair = await _log_in(client, email, PASSWORD)
    pair = await client.auth.refresh(body=models.RefreshRequest(refresh_token=pair.refresh_token))
    other = await client.auth.get_token(
        body=models.PasswordGrant(grant_type="password", username=email, password=PASSWORD)
    )
    me = as_user(client, pair)
    sessions = await me.auth.list_sessions()
    elsewhere = next(each for each in sessions.items if not each.current)
    assert other.scope
    await me.auth.end_session(id=elsewhere.id)
    await me.auth.change_password(
        body=models.PasswordChange(current_password=PASSWORD, new_password=ANOTHER_PASSWORD)
    )
    assert (await me.users.get_me()).email == email
    assert (await me.realtime.create_ticket()).ticket
    assert (await me.users.update_me(body=models.UserPatch(full_name="Grace"))).full_name == "Grace"
    await me.auth.log_out()
    again = as_user(client, await _log_in(client, email, ANOTHER_PASSWORD))
    await again.auth.log_out_everywhere()


async def _users(admin: Any) -> None:
    email = f"{uuid4()}@example.com"
    made = await admin.users.create_user(body=models.NewUser(email=email, full_name="Ada"))
    page = await admin.users.list_users(email=email)
    assert [user.id for user in page.items] == [made.id]
    assert await admin.users.get_user(id=made.id) == made
    await _versions(admin, made)
    replaced = await admin.users.replace_user(
        id=made.id, body=models.UserReplacement(email=email, full_name="Ada King")
    )
    assert replaced.full_name == "Ada King"
    changed = await admin.users.update_user(id=made.id, body=models.UserPatch(full_name="Ada L."))
    assert changed.full_name == "Ada L."
    assert (await admin.users.get_user_statistics()).total > 1
    barred = await admin.users.set_user_access(
        id=made.id, body=models.UserAccess(role="user", status="disabled")
    )
    assert barred.status == "disabled"
    await admin.users.delete_user(id=made.id)


async def _versions(admin: Any, made: models.User) -> None:
    tag = '"not.this"'
    with pytest.raises(errors.PreconditionFailed):
        await admin.users.update_user(
            id=made.id, body=models.UserPatch(full_name="Eve"), if_match=tag
        )
    assert await admin.users.get_user(id=made.id, if_none_match=tag) == made
    with pytest.raises(errors.NotModified):
        await admin.users.get_user(id=made.id, if_none_match="*")


async def _webhooks(admin: Any) -> None:
    made = await admin.webhooks.create_webhook(
        body=models.NewWebhook(url="https://hooks.example.com/", events=["user.created"])
    )
    at = made.webhook.id
    assert [each.id for each in (await admin.webhooks.list_webhooks(limit=1)).items] == [at]
    assert (await admin.webhooks.get_webhook(id=at)).url == made.webhook.url
    changed = await admin.webhooks.update_webhook(
        id=at, body=models.WebhookPatch(events=["user.created", "user.deleted"])
    )
    assert changed.events == ["user.created", "user.deleted"]
    rotated = await admin.webhooks.rotate_webhook_secret(id=at)
    assert rotated.secret != made.secret
    await admin.users.create_user(
        body=models.NewUser(email=f"{uuid4()}@example.com", full_name="Ada")
    )
    async with asyncio.timeout(30):
        while not (deliveries := (await admin.webhooks.list_webhook_deliveries(id=at)).items):  # noqa: ASYNC110  it is the service that is waited for
            await asyncio.sleep(0.1)
    again = await admin.webhooks.redeliver_webhook(id=at, delivery_id=deliveries[0].id)
    assert again.event in changed.events
    assert again.status == "pending"
    await admin.webhooks.delete_webhook(id=at)


class Awaited:
    """A synchronous client whose methods can be awaited, so that one journey serves both."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, tag: str) -> Any:
        return _AwaitedTag(getattr(self.client, tag))


class _AwaitedTag:
    def __init__(self, methods: Any) -> None:
        self._methods = methods

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._methods, name)

        async def call(**arguments: Any) -> Any:
            return method(**arguments)

        return call
