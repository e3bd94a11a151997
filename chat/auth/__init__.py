"""Who the staff are and what they may do: passwords, second factors, sessions, roles."""
