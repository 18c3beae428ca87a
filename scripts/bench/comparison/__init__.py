"""The service, its ceiling and its peers, measured side by side: `task bench`."""
