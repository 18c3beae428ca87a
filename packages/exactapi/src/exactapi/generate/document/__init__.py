"""Makes the canonical document: the source, upgraded to OpenAPI 3.1, bundled, plus the overlay."""
