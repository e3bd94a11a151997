"""What must be refused, hidden or forgotten."""
