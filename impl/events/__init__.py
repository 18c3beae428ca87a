"""Events: what has happened, kept with the change itself, and what follows from it.

PostgreSQL is the queue: a change and its event commit together, and so do an effect and the
progress of its consumer. Redis gets a copy of every event, for all who want to follow.
docs/events.md shows how to add an event and a consumer.
"""
