"""Private PostgreSQL and Valkey servers: on the loopback interface, shared by a checkout."""
