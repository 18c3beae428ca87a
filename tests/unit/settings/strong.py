"""Settings with which production starts."""

STRONG = {
    "DATABASE_URL": "postgresql://app:secret@db:5432/app",
    "REDIS_URL": "redis://cache:6379/0",
    "JWT_SECRET_KEY": "fQ3kXw9ZrT1mVb7LcY5hNs8DpJ2gAe4U",  # feature: accounts
    "CURSOR_SECRET": "9b1fd26c05e84a7793c1d0e62f7ab358",
    "PASSWORD_PEPPER": "uP6_xN0-eR2vK8tWq4yHzS1aJmC7dGfB",  # feature: accounts
    "WEBHOOK_SECRET_KEY": "rN5zQ8_bW1-xK6uTj3vMcY9hL0pFdS2e",  # feature: webhooks
}
