"""Tests, by what they need: nothing (unit, contract, property), real servers (integration, faults), a browser (e2e)."""
