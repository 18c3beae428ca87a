"""Files as they were written: their values, and where each value stands."""
