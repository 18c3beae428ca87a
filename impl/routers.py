"""Which handlers serve each router, and who verifies the credentials of each security scheme.

`task generate` keeps both in step with the document: it takes out routers that are no more, and
adds new ones, and new schemes with a verifier that answers 501. The rest is yours.
"""

from exactapi.runtime import Verifier

from generated.routers.auth import auth_router
from generated.routers.health import health_router
from generated.routers.realtime import realtime_router
from generated.routers.users import users_router
from generated.routers.webhooks import webhooks_router
from impl.features.auth.handlers import Auth
from impl.features.auth.verifiers import verify_bearer  # feature: accounts
from impl.features.health.handlers import Health
from impl.features.realtime.handlers import Realtime
from impl.features.realtime.verifiers import verify_ticket  # feature: realtime
from impl.features.users.handlers import Users
from impl.features.webhooks.handlers import Webhooks

ROUTERS = [
    auth_router(Auth),
    health_router(Health),
    users_router(Users),
    realtime_router(Realtime),
    webhooks_router(Webhooks),
]

VERIFIERS: dict[str, Verifier] = {
    "bearerAuth": verify_bearer,  # feature: accounts
    "oauth2": verify_bearer,  # feature: accounts
    "ticket": verify_ticket,  # feature: realtime
}
