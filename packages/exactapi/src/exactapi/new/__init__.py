"""A service of one's own, made from the reference service that the distribution carries."""
