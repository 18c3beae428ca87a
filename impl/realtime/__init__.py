"""Sockets: who follows which channel, and how events reach them in every process.

Every process reads the one Redis stream of events and hands each event to its own followers. The
hub has three verbs: `publish`, `attach` and `since`. A feature declares its channels in
`channels.py`; `impl/channels.py` lists them all.
"""
