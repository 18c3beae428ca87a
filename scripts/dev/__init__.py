"""`task dev`: the API with its own PostgreSQL and Valkey, for development and tests."""
