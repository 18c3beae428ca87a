"""What a person writes for the generated server; the rest is generated beside it."""
