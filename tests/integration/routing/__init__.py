"""The desk's calls on a real Valkey."""
