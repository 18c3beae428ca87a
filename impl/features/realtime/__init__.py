"""The WebSocket: tickets, and the conversation with one client."""
