"""Large bodies, uploads and streams, beside peers: `task bench:payloads`."""
