"""The whole service in a real browser."""
