"""Redis: one guarded connection, the request guard and the revocations."""
