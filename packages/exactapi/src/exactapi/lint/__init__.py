"""House rules for documents: what can be served, but would be regretted."""
