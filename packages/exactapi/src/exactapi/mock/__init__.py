"""Any OpenAPI document as a running service: `task mock SPEC=path`."""
