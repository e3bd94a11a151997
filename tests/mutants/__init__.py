"""Seeded faults in the desk's scripts, each of which the random histories must find."""
