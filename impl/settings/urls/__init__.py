"""DATABASE_URL and REDIS_URL: read once, and checked when the service starts."""
