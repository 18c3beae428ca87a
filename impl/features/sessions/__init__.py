"""Sessions: the time that a login lasts, and the events that end it."""
