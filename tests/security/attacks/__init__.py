"""Attackers as programs: who may lie or steal (docs/protocol.md), each tried on a whole house. `./dev attack`."""
