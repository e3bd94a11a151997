"""Live truth, in Redis: queue, offers, presence, message logs, live figures."""
