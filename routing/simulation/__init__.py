"""A desk's day in simulated time, run against the real scripts."""
