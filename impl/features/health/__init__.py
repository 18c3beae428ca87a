"""Probes for operators and orchestrators."""
