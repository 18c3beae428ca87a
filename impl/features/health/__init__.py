"""Probes for whoever runs the service."""
