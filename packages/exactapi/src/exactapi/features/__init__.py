"""Features of a project, and how one is taken out whole."""
