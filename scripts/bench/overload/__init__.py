"""What the service does with twice the requests that it can answer."""
