"""What a changed document means for those who use the API, and the version that it needs."""
