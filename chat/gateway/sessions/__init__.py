"""What decides about one connection: sessions, log followers, views. Pure."""
