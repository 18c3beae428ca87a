"""Values of a schema, made up or taken from its examples."""
