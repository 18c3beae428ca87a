"""Registration, logins, tokens and passwords."""
