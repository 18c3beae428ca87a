"""Turns the canonical document into the operations that the emitters see."""
