"""The programs that the generator runs, and where they come from."""
