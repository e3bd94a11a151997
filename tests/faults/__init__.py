"""Servers killed, links cut, clocks and readers slow."""
