"""README and docs/operations.md, played as they stand."""
