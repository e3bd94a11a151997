"""What performs the decisions of a session: one connection of one client."""
