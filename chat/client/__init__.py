"""A client in Python: the same decisions as the browser's, for tests, simulation and third parties."""
