"""Who may come in: pure decisions."""
