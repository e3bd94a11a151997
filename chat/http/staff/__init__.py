"""What staff ask over HTTP, one file for each resource."""
