"""Versions of OpenAPI and dialects of JSON Schema, and their upgrade to the newest."""
