"""Errors of the rules about webhooks; `impl.errors` says which problem each becomes."""


class WebhookNotFound(Exception):
    """There is no such webhook."""


class WebhookDeliveryNotFound(Exception):
    """The webhook has no such delivery, or there is no such webhook."""


class WebhookUrlRefused(Exception):
    """The URL leads to no public server of the Internet."""
