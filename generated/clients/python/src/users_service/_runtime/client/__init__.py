"""The clients, synchronous and asynchronous, and what they share."""
