"""From a path to the route: the path templates, below each server."""
