"""Webhooks: endpoints of others that are told of events, by Standard Webhooks 1.0."""
