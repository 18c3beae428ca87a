"""From a response to the value of a call."""
