"""Who is asking: registration, logins, tokens and passwords."""
