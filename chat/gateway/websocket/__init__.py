"""One WebSocket: its protocol, its bounds, its way in."""
