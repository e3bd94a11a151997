"""Real gateways in this process: uvicorn on a free port, real WebSockets, a real Valkey."""
