"""Rules for the `x-` extensions."""
