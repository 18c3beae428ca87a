"""What is the same in every SDK: sending, retrying, credentials, reading and errors."""
