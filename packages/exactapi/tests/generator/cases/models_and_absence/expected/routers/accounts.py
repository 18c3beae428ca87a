"""Operations tagged `accounts`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `AccountsHandlers` in impl/features/accounts/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext

from .. import models


class AccountsHandlers(Protocol):
    """One method for each of the operations tagged `accounts`."""

    async def create_account(self, *, body: models.AccountInput) -> models.Account:
        """POST /accounts.

        Public. Answers 200.
        """

    async def upload_avatar(self, *, body: models.UploadAvatarRequest) -> None:
        """PUT /accounts.

        Public. Answers 204.
        """


CREATE_ACCOUNT = Operation(
    id="createAccount",
    method="POST",
    path="/accounts",
    handler="create_account",
    body={"application/json": models.AccountInput},
    success=200,
)

UPLOAD_AVATAR = Operation(
    id="uploadAvatar",
    method="PUT",
    path="/accounts",
    handler="upload_avatar",
    body={"multipart/form-data": models.UploadAvatarRequest},
    success=204,
)


def accounts_router(handlers: Callable[[RequestContext], AccountsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `accounts`; one handler object per request."""
    return ContractRouter(
        "accounts",
        handlers,
        [CREATE_ACCOUNT, UPLOAD_AVATAR],
    )
