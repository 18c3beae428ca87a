"""Clients for the API's consumers, rendered from the document."""
