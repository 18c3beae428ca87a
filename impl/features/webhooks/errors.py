"""Errors of the rules about webhooks; `impl.errors` says which problem each becomes."""


class WebhookNotFound(Exception):
    """There is no such webhook."""


class WebhookDeliveryNotFound(Exception):
    """The webhook has no such delivery, or there is no such webhook."""


class WebhookUrlRefused(Exception):
    """The URL does not lead to a public server on the Internet."""
