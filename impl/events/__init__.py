"""Events: what has happened, kept with the change itself, and what follows from it.

PostgreSQL is the queue: a change and its event commit together, and so do an effect and the
progress of its consumer. Redis gets a copy of every event, for all who want to follow.

A feature declares its events in `events.py` (subclasses of `Event`), publishes them after the
change with `resources.outbox.publish(unit_of_work.write, event)`, and says in `consumers.py` what
follows.
`impl/consumers.py` lists all consumers, and `python -m impl.worker` runs them.
"""
