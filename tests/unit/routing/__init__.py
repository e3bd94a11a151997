"""The pure parts of routing."""
