"""The TypeScript SDK: @hey-api/openapi-ts writes types and calls, `runtime` is our layer."""
