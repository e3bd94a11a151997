"""What a teen asks over HTTP, one file for each resource."""
