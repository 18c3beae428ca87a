"""`python -m impl.settings` ends with 1, and one line that lists all that is wrong."""

from impl.settings import Settings, read_settings

if __name__ == "__main__":
    read_settings(Settings)
