"""Decisions alone: no I/O, no clock."""
