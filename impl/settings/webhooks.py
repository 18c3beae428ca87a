"""The settings of webhooks."""

from pydantic import Field, ValidationInfo, field_validator

from impl.settings.database import DatabaseSettings
from impl.settings.secret import Secret, development_secret, environment_of


class WebhookSettings(DatabaseSettings):
    webhook_secret_key: Secret = development_secret("webhook-secret-key")
    """The secrets of all webhooks follow from it. Changing it changes them all."""
    webhook_concurrency: int = Field(default=10, ge=1, le=1000)
    """Webhooks that one worker calls at once."""
    webhook_retry_seconds: float = Field(default=5.0, gt=0, le=3600)
    """Before the second attempt; the further ones wait for minutes, then for hours."""
    webhook_pause_days: float = Field(default=3.0, gt=0, le=30)
    """An endpoint that has failed for so long is sent nothing more."""
    webhook_retention_days: float = Field(default=30.0, gt=1, le=365)
    """How long deliveries are kept, with what was sent."""
    webhook_allow_private: bool = False
    """Whether webhooks may lead to http and to any address; never in production."""

    @field_validator("webhook_allow_private")
    @classmethod
    def _is_closed_in_production(cls, allowed: bool, info: ValidationInfo) -> bool:  # noqa: FBT001  Pydantic calls it
        if environment_of(info) == "production" and allowed:
            raise ValueError(
                "WEBHOOK_ALLOW_PRIVATE: in production it would open this network to whoever "
                "names a URL; remove it"
            )
        return allowed
