"""`task test:mutation`: do the tests notice when a line of the code is changed? (mutmut)."""
