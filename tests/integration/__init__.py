"""Real Valkey, real SQL, real WebSockets."""
