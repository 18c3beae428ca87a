"""The paths that the tests of users ask."""

USERS = "/api/v1/users"
AUTH = "/api/v1/auth"
