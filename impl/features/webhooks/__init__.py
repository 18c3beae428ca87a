"""Webhooks: endpoints of others that receive events, by Standard Webhooks 1.0."""
