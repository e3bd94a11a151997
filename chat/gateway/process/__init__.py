"""What runs once in each gateway process, for all its connections."""
